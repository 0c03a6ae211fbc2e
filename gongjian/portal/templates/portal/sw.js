{% autoescape off %}// Keeps the looks and the scripts of the site, and one page that holds nobody's data. No other page, no answer to a
// form and nothing from another host is ever kept or touched.
const KEPT = {{ kept }};{% endautoescape %}
const NAME = `gj-${KEPT.version}`;
const files = new Set(KEPT.files);

async function install() {
  const cache = await caches.open(NAME);
  await cache.addAll(KEPT.files.map((file) => new Request(file, { credentials: "omit", cache: "no-cache" })));
  await cache.add(new Request(KEPT.offline, { credentials: "omit", cache: "no-store" }));
  await self.skipWaiting();
}
async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith("gj-") && name !== NAME) await caches.delete(name);
  }
  await self.clients.claim();
}
async function page(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(KEPT.offline)) ?? Response.error();
  }
}
async function file(request) {
  return (await caches.match(request, { ignoreSearch: true, ignoreVary: true })) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (files.has(url.pathname)) event.respondWith(file(request));
});
