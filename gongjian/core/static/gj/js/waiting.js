// The page that the phone keeps: how the network is, what waits and what became of it, and a place for the digits of a
// check-in whose page could not be loaded. All words come from the page's templates.
const box = document.querySelector("[data-gj-entries]");
const network = document.querySelector("[data-gj-network]");
const retry = document.querySelector("[data-gj-retry]");
const queue = window.gongjianQueue;

function row(entry) {
  const item = document.getElementById(`gj-${entry.state}`).content.firstElementChild.cloneNode(true);
  const at = new Date(entry.at);
  item.querySelector("[data-gj-what]").textContent = entry.label;
  item.querySelector("time").textContent = at.toLocaleString(document.documentElement.lang, {
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  item.querySelector("time").dateTime = at.toISOString();
  item.querySelector("[data-gj-said]").textContent = entry.words.join(" ");
  item.querySelector("button")?.addEventListener("click", () => queue.drop(entry.once));
  return item;
}
async function draw() {
  const entries = await queue.mine();
  box.replaceChildren(...entries.map(row));
  document.querySelector("[data-gj-entries-box]").hidden = !entries.length;
  document.querySelector("[data-gj-nothing]").hidden = entries.length > 0;
  network.querySelector("[data-gj-off]").hidden = navigator.onLine;
  network.querySelector("[data-gj-on]").hidden = !navigator.onLine;
}
document.addEventListener("gj:queue", draw);
for (const name of ["online", "offline"]) window.addEventListener(name, draw);

// At another address this page stands in for one that did not load: try that one again.
const isHere = location.pathname === retry.dataset.here;
retry.addEventListener("click", async () => {
  if (!isHere && navigator.onLine) return location.reload();
  await queue.replay();
  draw();
});

// A code that was scanned without a network: its address names the shift and holds the digits of that moment.
const form = document.querySelector("[data-gj-check-in]");
const known = new RegExp(`^${form.dataset.gjCheckIn.replace("/0/", "/\\d+/")}$`);
const person = localStorage.getItem("gj-person");
if (known.test(location.pathname) && person && person !== "visitor") {
  const code = form.elements.code;
  const scanned = new URLSearchParams(location.search).get("code") ?? "";
  const at = Date.now();
  form.action = location.pathname;
  form.hidden = false;
  code.value = scanned.slice(0, 20);
  form.addEventListener("submit", () => (form.dataset.gjAt = code.value === scanned ? at : Date.now()), true);
}
draw();
