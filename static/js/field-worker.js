// 연결이 없어도: the pages of /field/ that were opened here, and what they are drawn with, can be read without a network.
// Nothing else is kept, nothing is sent from here, and whoever is signed out takes the pages along.
const KEPT = "field";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (pathname.startsWith("/static/")) event.respondWith(shell(request));
});

// The network first: what is kept is shown only where there is none.
async function page(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok) await (await caches.open(KEPT)).put(request.url, answer.clone());
    else if (answer.type === "opaqueredirect" || answer.status === 401) await caches.delete(KEPT); // signed out
    else if (answer.status === 404) await (await caches.open(KEPT)).delete(request.url);
    return answer;
  } catch (noNetwork) {
    const kept = await caches.match(request.url, { ignoreVary: true });
    if (kept) return kept;
    throw noNetwork;
  }
}

// Their names change with what is in them.
async function shell(request) {
  const kept = await caches.match(request.url, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(KEPT)).put(request.url, answer.clone());
  return answer;
}
