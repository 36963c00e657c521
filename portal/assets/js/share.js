/** Shows the share buttons where the browser can share, or at least copy an address. */
export function share() {
  if (!navigator.share && !navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-share]")) button.hidden = false;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-share]");
    if (!button) return;
    const { title, url, copied } = button.dataset;
    try {
      if (navigator.share) {
        await navigator.share({ title, url });
        return;
      }
      await navigator.clipboard.writeText(url);
      button.querySelector("[aria-live]").textContent = copied;
    } catch {
      // Closed without sharing, or not allowed to copy: the link to mail is still there.
    }
  });
}
