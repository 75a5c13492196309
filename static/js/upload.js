// 사진·파일: the list of what was picked, a way to take one out again, and a sign of life while they travel.
const UNITS = [["MB", 1024 * 1024], ["KB", 1024]];

export function size(bytes) {
  const [unit, one] = UNITS.find(([, one]) => bytes >= one) ?? UNITS[1];
  return `${Math.max(0.1, bytes / one).toFixed(1)}${unit}`;
}

for (const box of document.querySelectorAll("[data-upload]")) {
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector("ul");
  // The button is for the pointer; keyboard and screen reader stay with the input, which is only out of sight.
  box.dataset.ready = "";
  box.querySelector("[data-pick]").addEventListener("click", () => input.click());

  const draw = () => {
    list.replaceChildren(
      ...[...input.files].map((file, n) => {
        const line = document.createElement("li");
        const name = document.createElement("span");
        name.textContent = file.name.normalize("NFC");
        const weight = document.createElement("span");
        weight.className = "small";
        weight.textContent = size(file.size);
        const out = document.createElement("button");
        out.className = "button";
        out.type = "button";
        out.dataset.kind = "plain";
        const about = document.createElement("span");
        about.className = "unseen";
        about.textContent = ` ${name.textContent}`;
        out.append(box.dataset.remove, about);
        out.addEventListener("click", () => {
          remove(n);
          input.focus();
        });
        line.append(name, weight, out);
        return line;
      }),
    );
  };

  const remove = (gone) => {
    const kept = new DataTransfer();
    [...input.files].forEach((file, n) => n !== gone && kept.items.add(file));
    input.files = kept.files;
    draw();
  };

  input.addEventListener("change", draw);
  input.form?.addEventListener("submit", () => {
    for (const line of list.children) {
      const bar = document.createElement("progress");
      bar.setAttribute("aria-label", `${line.firstChild.textContent} ${box.dataset.sending}`);
      line.append(bar);
    }
  });
  input.form?.addEventListener("reset", () => setTimeout(draw));
}
