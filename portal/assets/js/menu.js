/** The menu link opens its target by :target alone; with scripts it becomes a real button. */
export function menu() {
  const link = document.querySelector(".menu-button");
  const nav = link && document.getElementById(link.hash.slice(1));
  if (!nav) return;
  const show = (open) => {
    nav.classList.toggle("is-open", open);
    link.setAttribute("aria-expanded", String(open));
  };
  link.setAttribute("role", "button");
  link.setAttribute("aria-controls", nav.id);
  if (location.hash === link.hash) history.replaceState(null, "", location.pathname + location.search);
  show(false);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    show(!nav.classList.contains("is-open"));
  });
  link.addEventListener("keydown", (event) => {
    if (event.key === " ") {
      event.preventDefault();
      link.click();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && nav.classList.contains("is-open")) {
      show(false);
      link.focus();
    }
  });
}
