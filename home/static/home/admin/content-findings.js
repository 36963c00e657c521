// The findings beside the editor, read anew after each automatic saving.
class ContentFindings extends window.StimulusModule.Controller {
  static values = { url: String };

  async renew() {
    const answer = await fetch(this.urlValue, { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
    if (answer.ok && !answer.redirected) this.element.innerHTML = await answer.text();
  }
}
window.wagtail.app.register('content-findings', ContentFindings);
