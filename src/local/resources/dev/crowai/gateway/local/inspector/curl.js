/**
 * The request as a command for a POSIX shell, every part of it quoted. `--data-raw`, because curl takes other data that
 * begins with `@` for the name of a file.
 */
export function curl(detail) {
  const skipped = /^(content-length|host|x-amzn-trace-id|x-forwarded-.*|accept-encoding|connection)$/;
  const { method, requestHeaders, requestBody: data, requestIsBinary, host } = detail;
  const hasBody = Boolean(data) && !requestIsBinary;
  const url = `http://${host}${encodedPath(detail.path)}${detail.query ? `?${detail.query}` : ""}`;
  const parts = ["curl -i"];
  if (method === "HEAD") {
    parts.push("--head");
  } else if (method !== (hasBody ? "POST" : "GET")) {
    parts.push(`-X ${/^[A-Z]+$/.test(method) ? method : quoted(method)}`);
  }
  if (/[[\]{}]/.test(url)) {
    parts.push("--globoff");
  }
  if (/\/\.{1,2}(\/|$)/.test(detail.path)) {
    parts.push("--path-as-is");
  }
  for (const [name, value] of requestHeaders) {
    if (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && !skipped.test(name)) {
      parts.push(`-H ${quoted(value ? `${name}: ${value}` : `${name};`)}`);
    }
  }
  if (hasBody) {
    parts.push(`--data-raw ${quoted(data)}`);
  }
  return [...parts, quoted(url)].join(" ");
}

/** The event has the path decoded (payload format 2.0), and a command needs it encoded. */
function encodedPath(path) {
  return encodeURI(path.toWellFormed()).replaceAll("?", "%3F").replaceAll("#", "%23");
}

function quoted(text) {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
