/** Skips to the content without a fragment of its own, which would overwrite the question that stands there. */
document.getElementById("skip")?.addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("inhalt")?.focus();
});
