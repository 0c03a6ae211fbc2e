// Forms marked data-gj-queue="what it is" bear a gap of the network: what cannot be sent now is kept in this browser
// under the key of the person who is signed in, and sent later, in order, by whichever page of that person is open.
// `once` makes a second arrival harmless, `queued_at` says when the button was pressed. Without this script the same
// forms are sent by the browser as ever.
const WEEK = 7 * 24 * 3600e3;
const PATIENCE = { now: 8000, later: 20000 };
const EVERY = 30000;
const chip = document.querySelector("[data-gj-waiting]");
const live = document.getElementById("gj-live");
const named = document.querySelector("meta[name='gj-person']");

function remembered(name, value) {
  try {
    if (value !== undefined) localStorage.setItem(name, value);
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
// The page that the phone keeps names nobody: then it is who was here last.
const who = remembered("gj-person", named?.content) ?? named?.content ?? null;
if (named?.dataset.now) settle(named.dataset.now);

// A clock that is wrong by more than two minutes is set right; a smaller difference may be the slow network.
function settle(there) {
  const wrong = Date.parse(there) - Date.now();
  remembered("gj-clock", Math.abs(wrong) > 120e3 ? String(wrong) : "0");
}
const moment = (at = Date.now()) => new Date(at + Number(remembered("gj-clock") ?? 0)).toISOString();
const say = (text) => document.dispatchEvent(new CustomEvent("gj:say", { detail: text }));

// ---------------------------------------------------------------- what is kept

let opened;
function database() {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open("gongjian", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("queue", { keyPath: "once" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return opened;
}
async function store(way, act) {
  const rows = (await database()).transaction("queue", way).objectStore("queue");
  const asked = act(rows);
  return new Promise((done, failed) => {
    rows.transaction.oncomplete = () => done(asked.result);
    rows.transaction.onabort = () => failed(rows.transaction.error);
  });
}
const put = (entry) => store("readwrite", (rows) => rows.put(entry)).then(() => changed());
const drop = (once) => store("readwrite", (rows) => rows.delete(once)).then(() => changed());

async function mine() {
  const rows = who ? await store("readonly", (found) => found.getAll()) : [];
  return rows.filter((row) => row.person === who).sort((a, b) => a.at - b.at);
}
const waiting = async () => (await mine()).filter((row) => row.state === "waiting");

// Nothing stays for ever: what was done goes after a day, what was refused after a month, whoever it was.
async function tidy() {
  for (const row of await store("readonly", (found) => found.getAll())) {
    const age = Date.now() - row.at;
    if (row.state === "waiting" && age > WEEK) await put({ ...row, state: "refused", words: [chip?.dataset.old ?? ""] });
    else if (age > (row.state === "done" ? WEEK / 7 : 4 * WEEK)) await drop(row.once);
  }
}

// ---------------------------------------------------------------- sending

// AbortSignal.timeout is younger than many a phone.
function patience(least) {
  const control = new AbortController();
  setTimeout(() => control.abort(), least);
  return control.signal;
}
function post(entry, token, later) {
  const body = new URLSearchParams(entry.fields);
  body.set("once", entry.once);
  if (later) body.set("queued_at", entry.queued_at);
  const headers = { "X-Gongjian-Person": entry.person, "X-CSRFToken": token };
  if (later) headers["X-Gongjian-Sent-Later"] = "1";
  const signal = patience(later ? PATIENCE.later : PATIENCE.now);
  return fetch(entry.url, { method: "POST", body, headers, signal, credentials: "same-origin" });
}
async function network() {
  try {
    const signal = patience(PATIENCE.now);
    const answer = await fetch("/network/", { cache: "no-store", signal });
    const found = answer.ok ? await answer.json() : null;
    if (found) settle(found.now);
    return found;
  } catch {
    return null;
  }
}
const isGap = (answer) => answer.status >= 502 || answer.status === 429;
const isTold = (answer) => answer.headers.get("Content-Type")?.startsWith("application/json");

function wordsOf(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const errors = [...page.querySelectorAll("[data-gj-errors] li")];
  const said = errors.length ? errors : [...page.querySelectorAll(".gj-error h1, .gj-error p")];
  return said.map((each) => each.textContent.trim()).filter(Boolean);
}

// What became of an entry that was sent later; false when the round has to end.
async function outcome(entry, answer) {
  if (isGap(answer) || answer.redirected) return false;
  if (isTold(answer)) {
    const told = await answer.json();
    if (told.outcome !== "done") return false;
    await put({ ...entry, state: "done", words: told.words ?? [] });
    return true;
  }
  if (answer.status >= 500 && entry.tries < 5) {
    await put({ ...entry, tries: entry.tries + 1 });
    return true;
  }
  const words = answer.ok ? [] : wordsOf(await answer.text());
  await put({ ...entry, state: answer.ok ? "done" : "refused", words });
  return true;
}

async function round() {
  const found = await network();
  if (found?.person !== who) return;
  let sent = 0;
  for (const entry of await waiting()) {
    try {
      if (!(await outcome(entry, await post(entry, found.token, true)))) break;
      sent += 1;
    } catch {
      break;
    }
  }
  if (sent) say(chip?.dataset.sent);
}
let busy = false;
async function replay() {
  if (busy || !who || !(await waiting()).length) return;
  busy = true;
  try {
    // One page at a time: two open pages must not send the same twice.
    if (navigator.locks) await navigator.locks.request("gj-queue", { ifAvailable: true }, (held) => held && round());
    else await round();
  } finally {
    busy = false;
  }
}

// ---------------------------------------------------------------- the form

// A UUID; crypto.randomUUID exists over https only.
function newNumber() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
function entryOf(form, submitter) {
  if (submitter?.hasAttribute("formaction")) return null; // another act than the one that was marked
  const data = new FormData(form, submitter?.form === form ? submitter : undefined);
  const fields = [...data].filter(([name]) => name !== "csrfmiddlewaretoken");
  if (fields.some(([, value]) => typeof value !== "string")) return null;
  const at = Number(form.dataset.gjAt) || Date.now();
  const url = new URL(form.getAttribute("action") || "", location.href);
  return {
    once: form.elements.once?.value || newNumber(),
    person: who,
    url: url.pathname + url.search,
    fields,
    label: form.dataset.gjQueue,
    at,
    queued_at: moment(at),
    state: "waiting",
    words: [],
    tries: 0,
  };
}
async function keep(entry) {
  const same = (row) => row.url === entry.url && JSON.stringify(row.fields) === JSON.stringify(entry.fields);
  if (!(await waiting()).some(same)) await put(entry);
}
function setAside(form) {
  const note = document.createElement("p");
  note.className = "gj-note gj-note--warn";
  note.tabIndex = -1;
  note.textContent = chip.dataset.kept;
  form.hidden = true;
  for (const control of form.elements) control.disabled = true;
  form.after(note);
  note.focus();
  say(chip.dataset.kept);
}
// The answer takes the place of the page's content, as if the browser had gone there.
function show(html, form) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const [old, fresh] = [document.getElementById("main"), page.getElementById("main")];
  if (!old || !fresh) return HTMLFormElement.prototype.submit.call(form);
  document.title = page.title;
  old.replaceChildren(...fresh.childNodes);
  window.htmx?.process(old);
  for (const name of ["htmx:afterSwap", "htmx:afterSettle"]) old.dispatchEvent(new CustomEvent(name, { bubbles: true }));
  if (!old.contains(document.activeElement)) old.focus();
  scrollTo(0, 0);
}
async function follow(answer, form) {
  if (!isTold(answer)) return show(await answer.text(), form);
  const told = await answer.json();
  if (told.to) location.assign(told.to);
  else location.reload();
}
async function take(form, submitter, entry) {
  let answer = null;
  try {
    const token = form.elements.csrfmiddlewaretoken?.value ?? (await network())?.token;
    if (navigator.onLine && token) answer = await post(entry, token, false);
  } catch {
    // no network: kept below
  }
  if (answer && !isGap(answer)) return follow(answer, form);
  if (answer?.status === 429) return show(await answer.text(), form);
  try {
    await keep(entry);
    setAside(form);
  } catch {
    HTMLFormElement.prototype.submit.call(form); // this browser keeps nothing: let it say so itself
  }
}
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method !== "post" || form.matches("[hx-post], [data-hx-post]")) return;
    const queued = form.dataset.gjQueue !== undefined && who && chip ? entryOf(form, event.submitter) : null;
    if (!queued) {
      if (navigator.onLine) return;
      event.preventDefault(); // the browser's own page would lose what was typed
      say(live?.dataset.offline);
      return;
    }
    event.preventDefault();
    if (form.dataset.gjSent !== undefined) return;
    form.dataset.gjSent = "";
    take(form, event.submitter, queued).finally(() => delete form.dataset.gjSent);
  },
  true,
);

// ---------------------------------------------------------------- what is seen

const others = "BroadcastChannel" in window ? new BroadcastChannel("gj-queue") : null;
async function count() {
  if (!chip) return;
  const rows = await mine();
  const [left, refused] = ["waiting", "refused"].map((state) => rows.filter((row) => row.state === state).length);
  chip.hidden = left + refused === 0;
  chip.classList.toggle("is-refused", left === 0);
  chip.querySelector("span").textContent = (left ? chip.dataset.left : chip.dataset.refused).replace("{n}", left || refused);
  document.dispatchEvent(new Event("gj:queue"));
}
function changed() {
  others?.postMessage("changed");
  return count();
}
others?.addEventListener("message", count);

window.gongjianQueue = { mine, drop, replay };
window.addEventListener("online", replay);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && replay());
setInterval(() => document.visibilityState === "visible" && replay(), EVERY);
if ("serviceWorker" in navigator && isSecureContext) {
  navigator.serviceWorker.register("/sw.js").catch(() => {}); // private mode: the site works as before
}
if ("indexedDB" in window) {
  tidy()
    .then(count)
    .then(replay)
    .catch(() => {});
}
