// 로그아웃: the pages of /field/ that were kept for when there is no network go with whoever signs out.
document.addEventListener("submit", (event) => {
  if (event.target.action?.endsWith("/accounts/logout/")) globalThis.caches?.delete("field");
});
