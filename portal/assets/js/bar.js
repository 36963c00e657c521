/** The bar that leads to the time-table goes away while the time-table is in view. */
export function bar() {
  const element = document.querySelector(".book-bar[data-until]");
  const goal = element && document.querySelector(element.dataset.until);
  if (!goal) return;
  new IntersectionObserver(([entry]) => {
    element.hidden = entry.isIntersecting;
  }).observe(goal);
}
