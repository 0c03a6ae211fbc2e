// A big screen that can't reach the server says that its numbers are old; it forgets that with the next fresh ones.
const mark = document.querySelector("[data-gj-stale]");
const PATIENCE = 150_000; // two readings and a half
let read = Date.now();

function stale(old) {
  if (mark) mark.hidden = !old;
}

for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, () => stale(true));
}
window.addEventListener("offline", () => stale(true));
document.addEventListener("htmx:afterSwap", () => {
  read = Date.now();
  stale(false);
});
setInterval(() => stale(Date.now() - read > PATIENCE || !navigator.onLine), 10_000);
