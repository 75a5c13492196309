// The calendar of visits: keys and dragging. Without it the radio buttons and the buttons below them do the same.
import { onKey } from "./keys.js";

const form = document.getElementById("placing");

if (form) {
  for (const link of document.querySelectorAll(".head [data-key]")) {
    onKey((key) => link.dataset.key === key && (link.click(), true));
  }
  if (form.querySelector("[data-chosen]")) begin(form);
}

function begin(form) {
  const requests = [...form.querySelectorAll('[name="visit"]')];
  const slots = [...form.querySelectorAll('[name="slot"]')];
  const acts = [...form.querySelectorAll('[name="act"]')];
  const say = form.querySelector("[data-chosen]");
  const who = () => requests.find((one) => one.checked);
  const where = () => slots.find((one) => one.checked);
  const wishedBy = (slot, pk) => slot.dataset.wished.split(" ").includes(pk);
  const hints = form.querySelector("[data-hints]");
  if (hints) hints.hidden = false;

  // --- What is chosen -------------------------------------------------------------------------------------------------
  function draw() {
    const [visit, slot] = [who(), where()];
    for (const one of requests) one.closest("[data-request]").toggleAttribute("data-on", one.checked);
    for (const one of slots) {
      const spot = one.closest(".spot");
      spot.toggleAttribute("data-on", one.checked);
      spot.toggleAttribute("data-wished", Boolean(visit) && wishedBy(one, visit.dataset.pk));
    }
    for (const button of acts) {
      button.hidden = Boolean(visit) && !button.dataset.fits.split(" ").includes(visit.dataset.status);
    }
    const whom = visit ? visit.dataset.host : "신청을 고르십시오";
    const when = slot ? slot.dataset.name : "자리를 고르십시오";
    const fits = visit && slot && wishedBy(slot, visit.dataset.pk) ? " · 바라는 때와 맞습니다" : "";
    say.textContent = `${whom} → ${when}${fits}`;
  }

  function choose(radio) {
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }

  form.addEventListener("change", draw);
  addEventListener("pageshow", draw);
  draw();

  // --- Keys -----------------------------------------------------------------------------------------------------------
  // On a request Enter goes on to the slots, on a slot it presses the button that fits; the arrows are the browser's.
  function onward() {
    const [visit, slot] = [who(), where()];
    if (!visit) return (requests[0] ?? slots[0])?.focus();
    const best = slot ?? slots.find((one) => wishedBy(one, visit.dataset.pk)) ?? slots[0];
    if (best) choose(best);
    best?.focus();
  }

  form.addEventListener("keydown", (event) => {
    const radio = event.target.closest('[type="radio"]');
    if (event.key !== "Enter" || !radio) return;
    event.preventDefault();
    if (radio.name === "slot" && !radio.checked) choose(radio);
    if (radio.name === "visit" && !radio.checked) choose(radio);
    if (radio.name === "visit" || !who()) onward();
    else form.requestSubmit(acts.find((button) => !button.hidden));
  });

  onKey((key) => {
    const step = { j: 1, k: -1 }[key];
    if (!step || !requests.length) return false;
    const at = requests.indexOf(who());
    const next = requests[at < 0 ? 0 : Math.min(Math.max(at + step, 0), requests.length - 1)];
    choose(next);
    next.focus();
    return true;
  });

  // --- Dragging -------------------------------------------------------------------------------------------------------
  // Dropping chooses; nothing goes out before the button is pressed.
  let dragged = null;

  form.addEventListener("dragstart", (event) => {
    const item = event.target.closest?.("[data-request]");
    if (!item) return;
    dragged = item.querySelector('[name="visit"]');
    event.dataTransfer.setData("text/plain", dragged.dataset.host);
    event.dataTransfer.effectAllowed = "move";
    form.setAttribute("data-dragging", "");
  });
  form.addEventListener("dragend", () => {
    dragged = null;
    form.removeAttribute("data-dragging");
    over(null);
  });
  form.addEventListener("dragover", (event) => {
    const spot = dragged && event.target.closest?.("[data-free]");
    over(spot);
    if (spot) event.preventDefault();
  });
  form.addEventListener("drop", (event) => {
    const spot = dragged && event.target.closest?.("[data-free]");
    if (!spot) return;
    event.preventDefault();
    choose(dragged);
    choose(spot.querySelector('[name="slot"]'));
    acts.find((button) => !button.hidden)?.focus();
  });

  function over(spot) {
    for (const one of form.querySelectorAll("[data-over]")) if (one !== spot) one.removeAttribute("data-over");
    spot?.setAttribute("data-over", "");
  }
}
