// Forms: the summary of errors takes the focus, filters send themselves, rows are picked together, nothing is sent twice.
function focusErrors(scope) {
  scope.querySelector("[data-gj-errors]")?.focus();
}

// A link of the summary leads to the control itself, not only to its place on the page.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-gj-errors] a[href^='#']");
  const control = link && document.getElementById(link.hash.slice(1));
  if (!control) return;
  event.preventDefault();
  control.focus();
  control.scrollIntoView({ block: "center" });
});

function syncPicks(box) {
  const boxes = [...box.querySelectorAll("tbody [type=checkbox]")];
  for (const one of boxes) one.closest("tr").classList.toggle("is-picked", one.checked);
  const picked = boxes.filter((one) => one.checked).length;
  const bar = box.querySelector(".gj-bulk");
  if (!bar) return;
  bar.hidden = picked === 0;
  const output = bar.querySelector("output");
  if (output) output.textContent = picked;
}

document.addEventListener("change", (event) => {
  const box = event.target.closest("[data-gj-bulk]");
  if (box) {
    if (event.target.matches("[data-gj-all]")) {
      for (const one of box.querySelectorAll("tbody [type=checkbox]")) one.checked = event.target.checked;
    }
    syncPicks(box);
  }
  event.target.closest("form[data-gj-auto]")?.requestSubmit();
});

// A second tap while the first is on its way does nothing. The form is free again after a while (a download does not
// leave the page) and when the person comes back by the browser's button.
function hold(form) {
  form.dataset.gjSent = "";
  setTimeout(() => delete form.dataset.gjSent, 5000);
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.gjSent !== undefined) event.preventDefault();
  else if (!form.matches("[hx-post], [data-hx-post]")) hold(form);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-gj-sent]")) delete form.dataset.gjSent;
});

// htmx puts the focus back on an element of the same id; when that is gone, the region that changed takes it.
let held = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  held = event.target.contains(document.activeElement) ? event.target.id : null;
});
document.addEventListener("htmx:afterSettle", (event) => {
  focusErrors(event.target);
  if (!held || (document.activeElement && document.activeElement !== document.body)) return;
  const region = document.getElementById(held);
  region?.setAttribute("tabindex", "-1");
  region?.focus();
});

focusErrors(document);
for (const box of document.querySelectorAll("[data-gj-bulk]")) syncPicks(box);
// A wide table opens at the present column.
for (const now of document.querySelectorAll(".gj-scroll .is-now")) {
  const box = now.closest(".gj-scroll");
  box.scrollLeft = Math.max(0, now.offsetLeft - box.clientWidth + 2 * now.offsetWidth);
}
