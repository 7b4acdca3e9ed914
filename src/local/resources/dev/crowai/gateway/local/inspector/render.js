// Makes the elements that show one request. Text is inserted as text and is never parsed as HTML.

/** An element with attributes and children; a string child is text. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** One row of the list. */
export function listRow(row) {
  const open = element("button", { type: "button" }, `${row.method} ${target(row)}`);
  const made = element(
    "tr",
    { "data-number": row.number },
    element("td", {}, time(row.at)),
    element("td", { class: `s${String(row.status)[0]}` }, String(row.status)),
    element("td", { class: "request" }, open),
    element("td", {}, row.service),
    element("td", {}, row.who),
    element("td", {}, row.cache),
    element("td", {}, row.limit),
    element("td", { class: "number" }, row.milliseconds.toFixed(1)),
  );
  return made;
}

export function target({ path, query }) {
  return query ? `${path}?${query}` : path;
}

function time(at) {
  const date = new Date(at);
  return `${date.toLocaleTimeString("en-GB")}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** Everything about a request, below its heading. */
export function detailOf(detail) {
  const forwarded = detail.calls.filter((call) => call.forwarded).at(-1);
  return [
    element("p", {}, summary(detail)),
    refusal(detail.log),
    heading(`Where the time went: ${detail.milliseconds.toFixed(1)} ms`),
    waterfall(detail),
    legend(),
    heading(forwarded ? "Request: from the client, and to the service" : "Request"),
    comparison(detail.requestHeaders, forwarded?.sent, "From the client", "To the service"),
    ...body("Request body", requestBody(detail)),
    heading(forwarded ? "Response: from the service, and to the client" : "Response"),
    forwarded
      ? comparison(forwarded.received, detail.responseHeaders, "From the service", "To the client")
      : comparison(detail.responseHeaders, undefined, "To the client"),
    ...body(`Response body, ${detail.responseLength} bytes`, pretty(detail.responsePreview)),
    heading("Cache"),
    facts(cacheFacts(detail, forwarded)),
    heading("What the log says"),
    facts(Object.entries(detail.log).filter(([name]) => !["spans", "beside"].includes(name))),
  ].filter(Boolean);
}

function summary({ at, service, who, cache, limit }) {
  return [time(at), service, who, cache && `cache: ${cache}`, limit && `limit: ${limit}`].filter(Boolean).join(" · ");
}

function requestBody({ requestIsBinary, requestBody: text, complete }) {
  if (!complete) {
    return "(too large to keep)";
  }
  return requestIsBinary ? "(no text)" : pretty(text);
}

/** JSON with line breaks; any other text, also the cut beginning of JSON, as it is. */
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** What the colours of the bars say, which the first column says too. */
function legend() {
  return element(
    "p",
    { class: "legend", "aria-hidden": "true" },
    ...[["", "stage of the gateway"], ["store", "call to the store"], ["call", "call to a service"]].map(([kind, text]) =>
      element("span", {}, element("span", { class: `swatch ${kind}` }), text),
    ),
  );
}

function heading(text) {
  return element("h3", {}, text);
}

function refusal(log) {
  const said = ["refusal", "rule", "authFailure", "authFailureReason", "upstreamFailure", "dependency", "dependencyFailure"]
    .filter((name) => log[name])
    .map((name) => `${name}: ${log[name]}`);
  return said.length > 0 && element("p", { class: "refusal" }, `Why: ${said.join(" · ")}`);
}

/** Stages that are single calls to the store. */
const STORE_CALLS = { store: "store: remembered callers", cache: "cache: stored responses" };

function waterfall({ log, calls, begun, milliseconds }) {
  const pieces = [
    ...(log.spans ?? []).map(({ stage, start, end }) => ({
      what: STORE_CALLS[stage] ?? stage,
      kind: stage in STORE_CALLS ? "store" : "",
      start: begun + start,
      end: begun + end,
    })),
    ...(log.beside ?? []).map(({ stage, start, end }) => ({
      what: `${stage}: count in the store`,
      kind: "store",
      start: begun + start,
      end: begun + end,
    })),
    ...calls.map((call) => ({
      what: `${call.method} ${new URL(call.uri).pathname} → ${call.status || call.failure}`,
      start: call.start,
      end: call.end,
      kind: "call",
    })),
  ].sort((one, other) => one.start - other.start || other.end - one.end);
  const body = element("tbody");
  for (const { what, start, end, kind } of pieces) {
    const bar = element("span", { class: `bar ${kind}` });
    bar.style.left = `${percent(start, milliseconds)}%`;
    bar.style.width = `${percent(end - start, milliseconds)}%`;
    body.append(
      element(
        "tr",
        {},
        element("th", { scope: "row" }, what),
        element("td", { class: "number" }, start.toFixed(1)),
        element("td", { class: "number" }, (end - start).toFixed(1)),
        element("td", {}, element("span", { class: "track", "aria-hidden": "true" }, bar)),
      ),
    );
  }
  const head = element("tr");
  head.append(
    element("th", { scope: "col" }, "Stage or call"),
    element("th", { scope: "col", class: "number" }, "From ms"),
    element("th", { scope: "col", class: "number" }, "Took ms"),
    element("th", { scope: "col" }, "Within the whole"),
  );
  return element("table", { class: "detail waterfall" }, element("thead", {}, head), body);
}

function percent(part, whole) {
  return Math.min(100, Math.max(0, (part / Math.max(whole, 0.01)) * 100));
}

/** Compares fields by name. A field that is on one side only, or has another value, is marked with a text. */
export function compared(before, after) {
  const both = new Map();
  for (const [side, fields] of [["before", before], ["after", after]]) {
    for (const [name, value] of fields) {
      const row = both.get(name.toLowerCase()) ?? { before: [], after: [] };
      row[side].push(value);
      both.set(name.toLowerCase(), row);
    }
  }
  return [...both].sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, row]) => {
    const [from, to] = [row.before.join("\n"), row.after.join("\n")];
    const mark = from === to ? "" : row.before.length === 0 ? "added" : row.after.length === 0 ? "dropped" : "changed";
    return { name, before: from, after: to, mark };
  });
}

function comparison(before, after, ...titles) {
  const head = element("tr", {}, element("th", { scope: "col" }, "Field"));
  titles.forEach((title) => head.append(element("th", { scope: "col" }, title)));
  if (after) {
    head.append(element("th", { scope: "col" }, "Gateway"));
  }
  const body = element("tbody");
  for (const row of compared(before, after ?? before)) {
    const line = element("tr", { class: row.mark }, element("th", { scope: "row" }, row.name));
    line.append(element("td", {}, row.before));
    if (after) {
      line.append(element("td", {}, row.after), element("td", {}, row.mark));
    }
    body.append(line);
  }
  return element("table", { class: "detail" }, element("thead", {}, head), body);
}

function body(title, text) {
  return text ? [heading(title), element("pre", { tabindex: "0" }, text)] : [];
}

function cacheFacts({ log, path, query, responseHeaders }, forwarded) {
  const of = (fields, name) => fields?.find(([other]) => other.toLowerCase() === name)?.[1];
  return [
    ["decision", log.cache ?? "not asked"],
    ["Cache-Status", of(responseHeaders, "cache-status")],
    ["age in seconds", of(responseHeaders, "age")],
    ["the service's Cache-Control", of(forwarded?.received, "cache-control")],
    ["key: service", log.service],
    ["key: version", /^\/api\/(v\d+)\//.exec(path)?.[1]],
    ["key: path", path],
    ["key: organization", log.organizationId],
    ["variant: query", query],
    ["variant: Vary", of(forwarded?.received, "vary")],
    ["variant: caller", of(forwarded?.sent, "x-user-id")],
  ].filter(([, value]) => value !== undefined && value !== "");
}

function facts(pairs) {
  const body = element("tbody");
  for (const [name, value] of pairs) {
    const text = typeof value === "object" ? JSON.stringify(value) : String(value);
    body.append(element("tr", {}, element("th", { scope: "row" }, name), element("td", {}, text)));
  }
  return element("table", { class: "detail" }, body);
}
