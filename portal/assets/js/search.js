/** Suggestions are plain links below the field: arrows walk through them, Escape closes the list. */
export function search() {
  for (const form of document.querySelectorAll(".site-search")) {
    const input = form.querySelector("input[type=search]");
    const box = form.querySelector(".suggestions");
    form.addEventListener("keydown", (event) => {
      const links = [...box.querySelectorAll("a")];
      if (!links.length) return;
      if (event.key === "Escape") {
        box.replaceChildren();
        input.focus();
        event.preventDefault();
      }
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      const next = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
      (next < 0 ? input : links[Math.min(next, links.length - 1)]).focus();
    });
    form.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !form.contains(event.relatedTarget)) box.replaceChildren();
    });
    input.addEventListener("input", () => {
      if (!input.value.trim()) box.replaceChildren();
    });
  }
}
