import { curl } from "./curl.js";
import { detailOf, element, listRow, target } from "./render.js";
import { ask as askServer, follow } from "./server.js";

const MOST_ROWS = 500;

const [rows, detail, filter, state, pause, empty] = ["rows", "detail", "filter", "state", "pause", "empty"].map((id) =>
  document.getElementById(id),
);

let seen = []; // newest first
let waiting = []; // oldest first; shown with the next frame, or when the pause ends
let open = 0;
let paused = false;
let secrets = false;
let frame = 0;

follow(take, say);

/** Takes new rows. The first ones of a connection are all that the server has, of which some may be known. */
function take(arrived, { isFirst, isOther }) {
  if (isOther || (isFirst && arrived.length === 0)) {
    forget();
  }
  const known = new Set(isFirst ? [...seen, ...waiting].map(({ number }) => number) : []);
  waiting = [...waiting, ...arrived.filter(({ number }) => !known.has(number))].slice(-MOST_ROWS);
  if (isOther) {
    showWaiting();
    say("The server has started again");
  } else if (paused) {
    say(`Paused; ${waiting.length} waiting`);
  } else if (!frame) {
    frame = requestAnimationFrame(showWaiting);
  }
}

const ask = (path, method) => askServer(path, method, say);

function forget() {
  seen = [];
  waiting = [];
  rows.replaceChildren();
  if (open) {
    close();
  }
}

function say(text) {
  state.textContent = text;
}

/** Updates the layout of the page once, even if many requests arrived. */
function showWaiting() {
  frame = 0;
  const fresh = waiting.reverse();
  waiting = [];
  seen = [...fresh, ...seen].slice(0, MOST_ROWS);
  rows.prepend(...fresh.map(rowOf));
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
  if ((await ask("/__inspector/requests", "DELETE")).ok) {
    forget();
    count();
  }
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
  const response = await ask(`/__inspector/requests/${number}${secrets ? "?secrets=shown" : ""}`);
  if (!response.ok) {
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
      button("Copy as curl", () => copy(found)),
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
  detail.scrollTop = 0;
  detail.focus(); // Comes into view too, where it stands below the list.
}

function button(text, action) {
  const made = element("button", { type: "button" }, text);
  made.addEventListener("click", action);
  return made;
}

async function copy(found) {
  await navigator.clipboard.writeText(curl(found));
  const notes = [
    found.isMasked ? "without its secrets" : "with its secrets",
    ...(found.requestIsBinary || !found.complete ? ["without its body"] : []),
  ];
  say(`Copied ${notes.join(", ")}`);
}

async function again(number) {
  if ((await ask(`/__inspector/requests/${number}/again`, "POST")).ok) {
    say("Sent again");
  }
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
