/** Buttons that copy the text of another element; they appear only where that can be done. */
for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("button[data-copy]"))) {
  const text = document.getElementById(button.dataset.copy ?? "")?.textContent ?? "";
  const said = /** @type {HTMLElement} */ (button.nextElementSibling);
  button.hidden = navigator.clipboard === undefined;
  button.addEventListener("click", async () => {
    said.textContent = "";
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = "Kopiert.";
    } catch {
      said.textContent = "Der Browser erlaubt das Kopieren nicht; bitte den Text von Hand auswählen.";
    }
  });
}
