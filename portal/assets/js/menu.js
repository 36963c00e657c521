/** Links that open the menu or the filters by :target alone; with scripts they become real buttons. */
export function menu() {
  for (const link of document.querySelectorAll(".menu-button, .fold-button")) {
    const panel = document.getElementById(link.hash.slice(1));
    if (panel) opener(link, panel);
  }
}

function opener(link, panel) {
  const show = (open) => {
    panel.classList.toggle("is-open", open);
    link.setAttribute("aria-expanded", String(open));
  };
  link.setAttribute("role", "button");
  link.setAttribute("aria-controls", panel.id);
  if (location.hash === link.hash) history.replaceState(null, "", location.pathname + location.search);
  // A panel with something to put right comes open.
  show(panel.classList.contains("is-open"));
  link.addEventListener("click", (event) => {
    event.preventDefault();
    show(!panel.classList.contains("is-open"));
  });
  link.addEventListener("keydown", (event) => {
    if (event.key === " ") {
      event.preventDefault();
      link.click();
    }
  });
  panel.addEventListener("submit", () => show(false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.classList.contains("is-open")) {
      show(false);
      link.focus();
    }
  });
}
