// The work list: choosing rows, and going through them by keyboard. Without it the boxes, the links and the buttons work.
import { onKey } from "./keys.js";

const list = document.getElementById("worklist");

if (list) {
  const several = document.getElementById("several");
  const rows = [...list.querySelectorAll("[data-row]")];
  const boxes = [...list.querySelectorAll('[data-row] input[name="case"]')];
  const all = list.querySelector("[data-all]");
  const count = list.querySelector("[data-count]");
  const clear = list.querySelector("[data-clear]");

  // --- What is chosen -----------------------------------------------------------------------------------------------
  const chosen = () => boxes.filter((box) => box.checked);

  function tell() {
    const number = chosen().length;
    if (count) count.textContent = number ? `${number}건 고름` : "고른 것이 없습니다";
    if (clear) clear.hidden = number === 0;
    if (all) {
      all.checked = number > 0 && number === boxes.length;
      all.indeterminate = number > 0 && number < boxes.length;
    }
  }

  function choose(which, state) {
    for (const box of which) box.checked = state;
    tell();
  }

  all?.addEventListener("change", () => choose(boxes, all.checked));
  clear?.addEventListener("click", () => {
    choose(boxes, false);
    (current ?? rows[0])?.querySelector("a").focus();
  });
  several.addEventListener("change", tell);
  addEventListener("pageshow", tell);
  tell();

  // --- Where one is -------------------------------------------------------------------------------------------------
  let current = null;

  function here(row) {
    if (row === current) return;
    current?.removeAttribute("data-current");
    current = row;
    row?.setAttribute("data-current", "");
  }

  function go(step) {
    const at = rows.indexOf(current);
    const row = rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)];
    if (!row) return;
    here(row);
    row.querySelector("a").focus();
    row.scrollIntoView({ block: "nearest" });
  }

  list.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (row) here(row);
  });

  // --- Keys ---------------------------------------------------------------------------------------------------------
  list.querySelector("[data-keys]").hidden = false;

  function press(button) {
    if (!button) return;
    if (chosen().length === 0 && current) choose([current.querySelector('input[name="case"]')], true);
    several.requestSubmit(button);
  }

  const ACTS = {
    j: () => go(1),
    k: () => go(-1),
    x() {
      const box = current?.querySelector('input[name="case"]');
      if (box) choose([box], !box.checked);
    },
    r: () => press(list.querySelector('[data-key="r"]')),
    a: () => press(list.querySelector('[data-key="a"]')),
    n: () => document.querySelector('.head [data-key="n"]')?.click(),
    slash: () => document.getElementById("searchbar").focus(),
    escape: () => clear?.click(),
  };

  onKey((key, event) => {
    if (event.key === "?") {
      document.getElementById("keys").showModal();
      return true;
    }
    // Elsewhere the arrows scroll the page, as people expect.
    const step = { arrowdown: 1, arrowup: -1 }[key];
    if (step && event.target.closest?.("[data-row]")) {
      go(step);
      return true;
    }
    if (event.shiftKey || !ACTS[key]) return false;
    ACTS[key]();
    return true;
  });
}
