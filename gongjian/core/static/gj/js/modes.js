// Large type and dark colours at once, without a reload. The server has already rendered what was chosen (cookies
// gj_mode and gj_theme); without this script the same buttons post to the server.
const root = document.documentElement;
const YEAR = 60 * 60 * 24 * 365;

const CHOICES = {
  elder: { read: () => root.dataset.gjMode === "elder", cookie: "gj_mode", values: ["normal", "elder"] },
  dark: { read: () => root.dataset.bsTheme === "dark", cookie: "gj_theme", values: ["light", "dark"] },
};

function remember(cookie, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${cookie}=${value}; Max-Age=${YEAR}; Path=/; SameSite=Lax${secure}`;
}

function relabel() {
  for (const button of document.querySelectorAll("[data-gj-toggle]")) {
    const choice = CHOICES[button.dataset.gjToggle];
    const on = choice.read();
    button.value = choice.values[on ? 0 : 1];
    const words = button.querySelector("[data-gj-words]");
    if (words) words.textContent = on ? button.dataset.on : button.dataset.off;
  }
}

function flip(name) {
  const choice = CHOICES[name];
  const value = choice.values[choice.read() ? 0 : 1];
  if (name === "elder") root.dataset.gjMode = value;
  else root.dataset.bsTheme = value;
  remember(choice.cookie, value);
  relabel();
  document.dispatchEvent(new Event("gj:theme"));
  return value;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-gj-toggle]");
  if (!button) return;
  event.preventDefault();
  const value = flip(button.dataset.gjToggle);
  const spoken = { elder: "sayElder", normal: "sayNormal" }[value];
  const text = spoken && button.form.dataset[spoken];
  if (text) document.dispatchEvent(new CustomEvent("gj:say", { detail: text }));
});

// A page from the browser's back cache, one opened before the choice, or the one that the phone keeps (it was fetched
// without cookies): the cookie knows better than the page.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted && !document.querySelector("[data-gj-kept]")) return;
  for (const [name, choice] of Object.entries(CHOICES)) {
    const kept = document.cookie.match(new RegExp(`(?:^|; )${choice.cookie}=(\\w+)`));
    if (kept && (kept[1] === choice.values[1]) !== choice.read()) flip(name);
  }
});
