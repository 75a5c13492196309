// A part of a page that changes by itself: asked for again until it no longer says data-renew. Without a script the
// part holds a link that shows the page anew.
const PAUSE = 1500;
const PATIENCE = 400; // some ten minutes; what takes longer is looked at again by hand

const say = document.createElement("p");
say.className = "unseen";
say.setAttribute("role", "status");

async function renewed(part) {
  const answer = await fetch(part.dataset.renew, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || answer.headers.has("HX-Redirect")) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector(`[data-part="${part.dataset.part}"]`);
}

async function watch(part) {
  for (let asked = 0; part.dataset.renew && asked < PATIENCE; asked += 1) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (document.hidden || part.contains(document.activeElement)) continue;
    const next = await renewed(part);
    if (!next) continue;
    part.replaceWith(next);
    // Aloud only when it stands; every count in between would drown everything else.
    if (!next.dataset.renew) say.textContent = next.querySelector("h2").textContent;
    part = next;
  }
}

const part = document.querySelector("[data-renew]");
if (part) {
  document.body.append(say);
  watch(part);
}
