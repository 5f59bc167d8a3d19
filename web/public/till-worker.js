// Keeps the till's page and what it consists of, so that it opens without a line. Never anything of /v1: what the server
// says is asked of the server, and what has to reach it waits in the page's own queue.
const kept = "till-1";

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(kept));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// Files under /assets/ carry their content in their name: kept they are right for ever, and old ones go with the page.
async function asset(request) {
  const cache = await caches.open(kept);
  const mine = await cache.match(request);
  if (mine) return mine;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

async function page(request) {
  const cache = await caches.open(kept);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put("page", answer.clone());
    return answer.ok || answer.status < 500 ? answer : ((await cache.match("page")) ?? answer);
  } catch (fault) {
    const mine = await cache.match("page");
    if (mine) return mine;
    throw fault;
  }
}

// What the page loaded before this worker was there.
self.addEventListener("message", async (event) => {
  const cache = await caches.open(kept);
  const wanted = new Set(event.data.files);
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/assets/") && !wanted.has(pathname)) await cache.delete(request);
  }
  for (const file of wanted) if (!(await cache.match(file))) await cache.add(file).catch(() => undefined);
  if (!(await cache.match("page"))) {
    const answer = await fetch(event.data.page);
    if (answer.ok) await cache.put("page", answer);
  }
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (pathname.startsWith("/assets/") || pathname === "/favicon.svg") event.respondWith(asset(request));
});
