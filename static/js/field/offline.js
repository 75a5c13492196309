// 연결이 없어도: this page can be opened again without a network. Needs a browser that has service workers.
import * as shelf from "./shelf.js";

const KEPT = "field";

async function prepare() {
  await navigator.serviceWorker.register(document.body.dataset.worker, { scope: "/field/" });
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller || !(await caches.match(location.href, { ignoreVary: true }))) await putAside();
  document.body.dataset.reopens = "";
}

async function putAside() {
  // The first page came before the worker: it is put aside by hand, with what it is drawn with.
  const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=preload], script[src]")];
  const pictures = [...document.querySelectorAll("svg use")].map((use) => use.getAttribute("href").split("#")[0]);
  const addresses = new Set([location.pathname, ...parts.map((part) => part.href || part.src), ...pictures]);
  await (await caches.open(KEPT)).addAll([...addresses]);
}

if ("serviceWorker" in navigator) prepare().catch(() => {}); // Without it everything else still works.

// 오늘: which visits have something that waits on this phone.
for (const link of document.querySelectorAll(".today a")) {
  if (!shelf.holds(decodeURIComponent(link.pathname.split("/").at(-2)))) continue;
  const note = document.createElement("strong");
  note.textContent = "이 휴대전화에 보내지 않은 것이 있습니다";
  link.lastElementChild.append(note);
}

// What waits for a visit that takes nothing more is shown, so that it can be copied.
const stranded = document.querySelector("[data-stranded]");
if (stranded) {
  const texts = shelf.ids().flatMap((id) => shelf.read(id).values.filter(([name]) => ["said", "reason", "minutes", "met"].includes(name)));
  for (const [, text] of texts.filter(([, text]) => text.trim())) {
    const item = document.createElement("li");
    item.textContent = text;
    stranded.querySelector("ul").append(item);
    stranded.hidden = false;
  }
}
