// Says in the live region what a screen reader would miss, and what went wrong on the way to the server.
// A response may carry  HX-Trigger: {"gj:say": "Signed up"}.  All words come from the page, in its language.
const live = document.getElementById("gj-live");
const banner = document.querySelector("[data-gj-offline]");

function say(text) {
  if (!live || !text) return;
  live.textContent = "";
  setTimeout(() => (live.textContent = text), 60);
}

function words(status) {
  if (status === 429) return live.dataset.many;
  return status === 401 || status === 403 ? live.dataset.denied : live.dataset.failed;
}

document.addEventListener("gj:say", (event) => say(event.detail?.value ?? event.detail));
document.addEventListener("htmx:sendError", () => say(live?.dataset.offline));
document.addEventListener("htmx:timeout", () => say(live?.dataset.offline));
document.addEventListener("htmx:responseError", (event) => {
  if (live) say(words(event.detail?.xhr?.status));
});

function network(online) {
  if (banner) banner.hidden = online;
  if (live) say(online ? live.dataset.online : live.dataset.offline);
}
window.addEventListener("offline", () => network(false));
window.addEventListener("online", () => network(true));
if (!navigator.onLine && banner) banner.hidden = false;
