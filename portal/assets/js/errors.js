/** After a refused form the list of errors gets the focus, so that it is read first. */
export function focusErrors() {
  document.querySelector("[data-focus]")?.focus();
}
