/** A button that prints, where there is a script to do it. On paper nothing can be opened: answers
 * that are folded away are printed too. */
export function print() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  window.addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("main details:not([open])")) {
      details.open = true;
      details.dataset.openedToPrint = "";
    }
  });
  window.addEventListener("afterprint", () => {
    for (const details of document.querySelectorAll("details[data-opened-to-print]")) {
      details.open = false;
      delete details.dataset.openedToPrint;
    }
  });
}
