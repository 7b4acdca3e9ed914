import { curl, detailOf, element, listRow, target } from "./render.js";

const MOST_ROWS = 500;
const OWN = { headers: { "X-Inspector": "1" } };
const [rows, detail, filter, state, pause, empty] = ["rows", "detail", "filter", "state", "pause", "empty"].map((id) =>
  document.getElementById(id),
);

let seen = []; // newest first
let waiting = []; // newest last; shown with the next frame, or when the pause ends
let open = 0;
let paused = false;
let secrets = false;
let frame = 0;

const events = new EventSource("/__inspector/events");
let first = true;
events.addEventListener("open", () => {
  first = true;
  say("Live");
});
events.addEventListener("error", () => say("Not connected; trying again"));
events.addEventListener("message", ({ data }) => {
  const arrived = JSON.parse(data);
  if (first) {
    first = false;
    seen = [];
    rows.replaceChildren();
  }
  waiting = [...waiting, ...arrived].slice(-MOST_ROWS);
  if (paused) {
    say(`Paused; ${waiting.length} waiting`);
  } else if (!frame) {
    frame = requestAnimationFrame(showWaiting);
  }
});

function say(text) {
  state.textContent = text;
}

/** Updates the layout of the page once, even if many requests arrived. */
function showWaiting() {
  frame = 0;
  const fresh = waiting.reverse();
  waiting = [];
  seen = [...fresh, ...seen].slice(0, MOST_ROWS);
  const made = fresh.map(rowOf);
  rows.prepend(...made);
  while (rows.children.length > MOST_ROWS) {
    rows.lastElementChild.remove();
  }
  count();
}

function rowOf(row) {
  const made = listRow(row);
  made.hidden = !matches(row);
  mark(made);
  return made;
}

function mark(made) {
  if (Number(made.dataset.number) === open) {
    made.setAttribute("aria-current", "true");
  } else {
    made.removeAttribute("aria-current");
  }
}

/** A row matches when it contains every word; 4xx matches all statuses of that class. */
function matches(row) {
  const text = [
    row.status, `${String(row.status)[0]}xx`, row.method, target(row), row.service, row.who, row.cache, row.limit,
  ].join(" ").toLowerCase();
  return filter.value.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function count() {
  const shown = [...rows.children].filter((row) => !row.hidden).length;
  empty.hidden = seen.length > 0;
  say(filter.value.trim() ? `${shown} of ${seen.length}` : `Live; ${seen.length} requests`);
}

filter.addEventListener("input", () => {
  const byNumber = new Map(seen.map((row) => [String(row.number), row]));
  for (const row of rows.children) {
    row.hidden = !matches(byNumber.get(row.dataset.number));
  }
  count();
});
document.getElementById("search").addEventListener("submit", (event) => event.preventDefault());

pause.addEventListener("click", () => {
  paused = !paused;
  pause.setAttribute("aria-pressed", String(paused));
  pause.textContent = paused ? "Go on" : "Pause";
  if (!paused) {
    showWaiting();
  } else {
    say("Paused");
  }
});

document.getElementById("clear").addEventListener("click", async () => {
  await fetch("/__inspector/requests", { method: "DELETE", ...OWN });
  seen = [];
  waiting = [];
  rows.replaceChildren();
  close();
  count();
});

rows.addEventListener("click", (event) => {
  const row = event.target.closest("tr");
  if (row) {
    show(Number(row.dataset.number));
  }
});

async function show(number) {
  open = number;
  [...rows.children].forEach(mark);
  const response = await fetch(`/__inspector/requests/${number}${secrets ? "?secrets=shown" : ""}`, OWN);
  if (!response.ok) {
    say((await response.json()).message);
    return;
  }
  const found = await response.json();
  if (open !== number) {
    return; // Another one was opened meanwhile.
  }
  detail.replaceChildren(
    element("h2", {}, `${found.status} ${found.method} ${target(found)}`),
    element(
      "p",
      { class: "actions" },
      button("Copy as curl", () => copy(curl(found))),
      button(secrets ? "Hide secrets" : "Show secrets", () => {
        secrets = !secrets;
        show(number);
      }),
      button("Send again", () => again(number)),
      button("Close", close),
    ),
    ...detailOf(found),
  );
  detail.hidden = false;
  detail.setAttribute("aria-label", `Request ${number}`);
  detail.focus({ preventScroll: true });
}

function button(text, action) {
  const made = element("button", { type: "button" }, text);
  made.addEventListener("click", action);
  return made;
}

async function copy(text) {
  await navigator.clipboard.writeText(text);
  say("Copied");
}

async function again(number) {
  const response = await fetch(`/__inspector/requests/${number}/again`, { method: "POST", ...OWN });
  say(response.ok ? "Sent again" : (await response.json()).message);
}

function close() {
  detail.hidden = true;
  const row = rows.querySelector(`[data-number="${open}"] button`);
  open = 0;
  [...rows.children].forEach(mark);
  row?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    if (detail.hidden) {
      document.activeElement.blur();
    } else {
      close();
    }
    return;
  }
  if (event.target.matches("input") || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  if (event.key === "/") {
    event.preventDefault();
    filter.focus();
  } else if (event.key === "p") {
    pause.click();
  } else if (["ArrowDown", "j", "ArrowUp", "k"].includes(event.key) && !detail.contains(event.target)) {
    event.preventDefault();
    move(["ArrowDown", "j"].includes(event.key) ? 1 : -1);
  }
});

/** `/__inspector#12` opens request 12. */
function showLinked() {
  const number = Number(window.location.hash.slice(1));
  if (number > 0) {
    show(number);
  }
}
window.addEventListener("hashchange", showLinked);
showLinked();

function move(step) {
  const shown = [...rows.children].filter((row) => !row.hidden);
  const now = shown.indexOf(document.activeElement.closest?.("tr"));
  shown[Math.min(Math.max(now + step, 0), shown.length - 1)]?.querySelector("button").focus();
}
