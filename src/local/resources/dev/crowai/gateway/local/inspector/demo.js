import { element } from "./render.js";

const state = document.getElementById("state");
const { people } = await (await fetch("/__demo", { headers: { Accept: "application/json" } })).json();

for (const { name, ...values } of people) {
  const body = element("tbody");
  for (const [what, value] of Object.entries(values)) {
    const copy = element("button", { type: "button", "aria-label": `Copy ${what} of ${name}` }, "Copy");
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(value);
      state.textContent = `Copied the ${what} of ${name}`;
    });
    body.append(element("tr", {}, element("th", { scope: "row" }, what), element("td", {}, value), element("td", {}, copy)));
  }
  document.getElementById("people").append(element("h2", {}, `${name} of ${values.organization}`), element("table", { class: "detail" }, body));
}
if (people.length === 0) {
  document.getElementById("people").append("The services behind this gateway are your own, so are their people.");
}
