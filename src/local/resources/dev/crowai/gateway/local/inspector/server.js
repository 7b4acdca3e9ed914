// What the page asks of its server, and the rows that the server sends.

/** The server that sends the rows. Numbers begin anew with each, so what is asked of one must not reach another. */
let server = "";

/**
 * Asks the server, and says why it refuses.
 *
 * @returns {Promise<Response>} an error response when there is no connection
 */
export async function ask(path, method, say) {
  const headers = { "X-Inspector": "1", ...(server && { "X-Inspector-Server": server }) };
  try {
    const response = await fetch(path, { method, headers });
    if (!response.ok) {
      say((await response.json()).message);
    }
    return response;
  } catch {
    say("Not connected; trying again");
    return Response.error();
  }
}

/**
 * Receives rows while this tab is visible: a browser has only six connections to one host.
 *
 * @param {(rows: object[], about: {isFirst: boolean, isOther: boolean}) => void} take gets all rows of the server with
 *   each new connection (`isFirst`), and then each new row; `isOther` when another server runs there now
 */
export function follow(take, say) {
  let events;
  const connect = () => {
    let isFirst = true;
    events = new EventSource("/__inspector/events");
    events.addEventListener("open", () => {
      isFirst = true;
    });
    events.addEventListener("error", () => say("Not connected; trying again"));
    events.addEventListener("message", ({ data, lastEventId }) => {
      const isOther = server !== "" && server !== lastEventId;
      server = lastEventId;
      take(JSON.parse(data), { isFirst, isOther });
      isFirst = false;
    });
  };
  document.addEventListener("visibilitychange", () => {
    events.close();
    if (document.visibilityState === "visible") {
      connect();
    }
  });
  connect();
}
