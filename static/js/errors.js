// 고칠 곳: whoever sent a form with faults starts at their list, and each line leads into its field.
const summary = document.querySelector("[data-errors]");

if (summary && !location.hash) summary.focus();

summary?.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.focus();
  (field.closest(".field") ?? field).scrollIntoView({ block: "center" });
});
