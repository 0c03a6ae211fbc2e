// Numbers that style sheets need travel as data-v="75" (→ --v) and data-vars="from:0;to:38" (→ --from, --to). Only the
// CSSOM sets them, so the content security policy needs no unsafe source; the number itself stands in words beside it.
function apply(scope) {
  for (const element of scope.querySelectorAll("[data-v]")) element.style.setProperty("--v", element.dataset.v);
  for (const element of scope.querySelectorAll("[data-vars]")) {
    for (const pair of element.dataset.vars.split(";")) {
      const [name, value] = pair.split(":").map((part) => part.trim());
      if (name && value !== undefined) element.style.setProperty(`--${name}`, value);
    }
  }
}

// Counts down and begins again; the server exchanges what the count is about (a code) by htmx polling.
function count(scope) {
  for (const element of scope.querySelectorAll("[data-gj-count]:not([data-gj-counting])")) {
    element.dataset.gjCounting = "";
    const from = Number(element.dataset.gjCount);
    let left = Number(element.textContent) || from;
    const timer = setInterval(() => {
      if (!element.isConnected) return clearInterval(timer);
      left = left > 1 ? left - 1 : from;
      element.textContent = left;
    }, 1000);
  }
}

function refresh(scope) {
  apply(scope);
  count(scope);
}

refresh(document);
document.addEventListener("htmx:afterSwap", (event) => refresh(event.target.parentNode ?? document));
