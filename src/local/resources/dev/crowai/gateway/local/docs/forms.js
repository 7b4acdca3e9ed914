// The forms of the docs page. Text is inserted as text and is never parsed as HTML. What a header means is read from the
// tables of the page itself.
const OWN = { "X-Inspector": "1" };
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const WITHOUT_BODY = ["GET", "HEAD", "OPTIONS"];
const USUAL = {
  "content-type": "What the body is",
  "content-encoding": "How the body is compressed",
  "content-disposition": "Whether a browser shows or saves the body, and its name",
  date: "When the response was made",
  "last-modified": "When the service last changed this",
  expires: "Until when the response is fresh; Cache-Control wins over it",
  location: "Where to go next",
  link: "Related addresses",
  "set-cookie": "A cookie of the auth service",
  "cdn-cache-control": "For caches in front of the gateway (RFC 9213)",
};

const callers = await (await fetch("/__docs/callers", { headers: OWN })).json();
const tables = new Map([...document.querySelectorAll("table")].map((table) => [table.caption.textContent, table]));
const meanings = (caption) =>
  new Map([...tables.get(caption).tBodies[0].rows].map((row) => [row.cells[0].textContent.toLowerCase(), row.cells[1].textContent]));
const headers = meanings("Response headers that the gateway adds");
const cacheStatus = meanings("Parts of Cache-Status");
const stages = meanings("Stages of Server-Timing");
let fields = 0;

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

const firstSegment = tables.get("Services").tBodies[0].rows[0].cells[0].textContent.split("/")[3];

/** The request that a row of a table is about: methods to choose from, and a path with placeholders in braces. */
const ROWS = {
  Services: (cells) => ({ methods: METHODS, path: cells[0].replace("{n}", "1").replace("/…", "") }),
  "Pages of the gateway itself": (cells) => ({ methods: ["GET", "HEAD"], path: cells[0] }),
  Access: (cells) => ({
    methods: cells[1] === "any" ? METHODS : cells[1].split(", "),
    path: `/api/v1/${cells[0].replace("{service}", firstSegment).replace("/…", "")}`,
  }),
};

for (const [caption, request] of Object.entries(ROWS)) {
  const table = tables.get(caption);
  table.tHead.rows[0].append(element("th", { scope: "col" }, "Try it"));
  for (const row of [...table.tBodies[0].rows]) {
    const cells = [...row.cells].map((cell) => cell.textContent);
    const cell = element("td", { class: "send" });
    row.append(cell);
    if (!cells[0].startsWith("…")) {
      offer(row, cell, cells[0], request(cells));
    }
  }
}

/** Adds a button that opens the form of a row, and closes it again. */
function offer(row, cell, name, request) {
  const button = element("button", { type: "button", "aria-expanded": "false", "aria-label": `Try it: ${name}` }, "Try it");
  let opened;
  button.addEventListener("click", () => {
    const expand = button.getAttribute("aria-expanded") === "false";
    button.setAttribute("aria-expanded", String(expand));
    if (expand) {
      opened ??= element("tr", { class: "try" }, element("td", { colspan: row.cells.length }, form(name, request)));
      row.after(opened);
      opened.querySelector("select").focus();
    } else {
      opened.remove();
    }
  });
  cell.append(button);
}

function form(name, { methods, path }) {
  const caller = element("select", {}, ...callers.map(({ key, label }) => element("option", { value: key }, label)));
  const method = element("select", {}, ...methods.map((one) => element("option", {}, one)));
  const target = element("input", { type: "text", spellcheck: "false", autocomplete: "off" });
  const more = element("textarea", { spellcheck: "false" });
  const body = element("textarea", { spellcheck: "false" });
  const bodyField = labelled("Body", body);
  const result = element("div", { class: "result" });
  const state = element("p", { role: "status" });
  const made = element(
    "form",
    { "aria-label": `Try it: ${name}` },
    labelled("Send as", caller),
    labelled("Method", method),
    labelled("Path and query", target),
    element("details", {}, element("summary", {}, "More headers"), labelled("Name: value, one a line", more)),
    bodyField,
    element("button", { type: "submit" }, "Send"),
  );

  let filled;
  const fill = () => {
    const { ids } = callers.find(({ key }) => key === caller.value);
    if (filled === undefined || target.value === filled) {
      filled = path.replaceAll(/\{([^}]+)\}/g, (whole, placeholder) => ids[placeholder] || whole.replaceAll(" ", "-"));
      target.value = filled;
    }
  };
  const showBody = () => {
    bodyField.hidden = WITHOUT_BODY.includes(method.value);
    if (!bodyField.hidden && body.value === "") {
      body.value = "{}";
    }
  };
  caller.addEventListener("change", fill);
  method.addEventListener("change", showBody);
  fill();
  showBody();

  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    state.textContent = "Sending";
    result.replaceChildren();
    const sent = await send({
      caller: caller.value,
      method: method.value,
      target: target.value,
      headers: contentType(more.value, bodyField.hidden),
      body: bodyField.hidden ? "" : body.value,
    });
    state.textContent = sent.refused ? "Not sent" : `${sent.status} in ${sent.milliseconds} ms`;
    result.append(...(sent.refused ? [element("p", { class: "wrong" }, sent.refused)] : shown(sent)));
  });
  return element("div", {}, made, state, result);
}

/** Sends a request through the local server: its response, or `refused` with the reason. */
async function send(request) {
  try {
    const response = await fetch("/__docs/send", {
      method: "POST",
      headers: { ...OWN, "Content-Type": "application/json" },
      body: JSON.stringify(request),
    });
    const answer = await response.json();
    return response.ok ? answer : { refused: answer.message };
  } catch {
    return { refused: "The local server does not respond. Is mvn -Plocal still running?" };
  }
}

/** A body is JSON unless the developer says otherwise. */
function contentType(lines, bodiless) {
  return bodiless || /^content-type:/im.test(lines) ? lines : `${lines}\nContent-Type: application/json`;
}

function labelled(text, field) {
  fields++;
  field.id = `try-${fields}`;
  return element("div", { class: "field" }, element("label", { for: field.id }, text), field);
}

function shown({ number, headers: received, body, length }) {
  const rows = element("tbody");
  for (const [name, value] of received) {
    rows.append(
      element(
        "tr",
        {},
        element("th", { scope: "row" }, element("code", {}, name)),
        element("td", {}, value),
        element("td", {}, ...meaning(name.toLowerCase(), value)),
      ),
    );
  }
  const head = element("tr", {}, ...["Header", "Value", "Meaning"].map((text) => element("th", { scope: "col" }, text)));
  return [
    element("p", {}, element("a", { href: `/__inspector#${number}` }, "Open it in the inspector")),
    element("h4", {}, `Body, ${length} bytes`),
    element("pre", { tabindex: "0", "aria-label": "Response body" }, pretty(body) || "(none, or no text)"),
    element("table", {}, element("caption", {}, "Response headers"), element("thead", {}, head), rows),
  ];
}

function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

/** What a header says, in words: a text, and a list where the value has several parts. */
function meaning(name, value) {
  switch (name) {
    case "cache-status":
      return [list(value.split(", ").at(-1).split("; ").slice(1).map((part) => cachePart(part)))];
    case "server-timing":
      return [list(value.split(", ").map((entry) => timing(entry)))];
    case "ratelimit": {
      const [, left, seconds] = /r=(\d+);t=(\d+)/.exec(value) ?? [];
      return [left === undefined ? headers.get(name) : `${left} requests are left; there are more in ${seconds} s`];
    }
    case "ratelimit-policy": {
      const [, policy, quota, window] = /"([^"]+)";q=(\d+);w=(\d+)/.exec(value) ?? [];
      return [policy === undefined ? headers.get(name) : `The limit ${policy}: ${quota} requests in ${window} s`];
    }
    default:
      return [headers.get(name) ?? USUAL[name] ?? "The service's own"];
  }
}

function cachePart(part) {
  const [name, value] = part.split("=");
  const text = cacheStatus.get(part.toLowerCase()) ?? cacheStatus.get(name) ?? part;
  return value && !cacheStatus.has(part.toLowerCase()) ? `${text} (${value})` : text;
}

function timing(entry) {
  const [stage, duration] = entry.split(";dur=");
  return `${duration} ms: ${stages.get(stage) ?? stage}`;
}

function list(parts) {
  return element("ul", {}, ...parts.map((part) => element("li", {}, part)));
}
