// A file that is too big is refused before it travels: on a phone 200 MB take minutes.
for (const input of document.querySelectorAll("input[type=file][data-limit]")) {
  const weigh = () => {
    const tooBig = [...input.files].some((file) => file.size > Number(input.dataset.limit));
    input.setCustomValidity(tooBig ? input.dataset.tooBig : "");
    return tooBig;
  };
  input.addEventListener("change", () => weigh() && input.reportValidity());
  input.addEventListener("focus", weigh); // The list's "빼기" leads back to the input.
}
