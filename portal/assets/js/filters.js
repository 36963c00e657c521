/** The catalogue changes in place: order, focus and the marks of wrong fields follow. */
export function filters() {
  const form = document.getElementById("filters");
  if (!form) return;
  // Before htmx reads the form: whoever names a municipality wants the nearest first.
  form.addEventListener("change", ({ target }) => target.name === "near" && sortByDistance(form, target.value.trim()), true);
  // The enter key both changes a field and sends the form: the second time there is nothing to ask.
  form.addEventListener("htmx:configRequest", (event) => {
    if (event.target === form && isShown(event.detail)) event.preventDefault();
  });
  form.addEventListener("submit", () => requestAnimationFrame(keepFocus));
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.target.id !== "results") return;
    markErrors(form);
    keepFocus();
  });
}

function isShown({ path, formData }) {
  const used = [...formData].filter(([, value]) => value);
  const query = new URLSearchParams(used).toString();
  return path === location.pathname && query === new URLSearchParams(location.search).toString();
}

/** Where the link that was followed is gone, or its panel folded, the count takes the focus. */
function keepFocus() {
  const { activeElement } = document;
  const lost = activeElement === document.body || activeElement.offsetParent === null;
  if (lost) document.getElementById("results-count").focus();
}

function sortByDistance(form, place) {
  const [byName] = form.elements.sort;
  // From now on "by name" is said: without a value, a municipality alone means "by distance".
  if (place) byName.value = "name";
  const wanted = form.querySelector("#filter-sort-near");
  if (place) wanted.checked = true;
  else if (wanted.checked) byName.checked = true;
}

function markErrors(form) {
  for (const box of form.querySelectorAll(".form-error[id]")) {
    const field = form.querySelector(`input[aria-describedby="${box.id}"], select[aria-describedby="${box.id}"]`);
    if (box.children.length) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
  }
}
