// The findings beside the editor: read anew after each automatic saving, and a way to the field.
class ContentFindings extends window.StimulusModule.Controller {
  static values = { url: String };

  async renew() {
    const answer = await fetch(this.urlValue, { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
    if (answer.ok && !answer.redirected) this.element.innerHTML = await answer.text();
  }

  // Wagtail follows these addresses when a page is loaded; here it is loaded already.
  go(event) {
    const link = event.target.closest('a[href*="#"]');
    if (!link) return;
    const hash = decodeURIComponent(link.hash.slice(1));
    const tab = hash.startsWith('tab-') ? document.getElementById(hash) : null;
    const path = hash.startsWith(':w:contentpath=') ? hash.slice(15).split('.') : [];
    const selector = path.map((part) => `[data-contentpath="${part}"]`).join(' ');
    const field = selector && document.querySelector(selector);
    if (!tab && !field) return;
    event.preventDefault();
    const panel = tab || field.closest('[role="tabpanel"]');
    const opener = panel && document.querySelector(`[role="tab"][href="#${panel.id}"]`);
    if (opener) opener.click();
    if (!field) return;
    const toggle = field.closest('.w-panel')?.querySelector('[data-panel-toggle][aria-expanded="false"]');
    if (toggle) toggle.click();
    field.scrollIntoView({ block: 'center' });
    const control =
      field.querySelector('[contenteditable=true], textarea, select, input:not([type=hidden])') ||
      field.querySelector('button');
    if (control) control.focus();
  }
}
window.wagtail.app.register('content-findings', ContentFindings);
