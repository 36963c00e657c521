// The findings beside the editor: read anew after each automatic saving, and a way to the field.
const CONTROLS = '[contenteditable=true], textarea, select, input:not([type=hidden])';
const LONGEST_WAIT = 1500;

class ContentFindings extends window.StimulusModule.Controller {
  static values = { url: String };

  async renew() {
    const answer = await fetch(this.urlValue, { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
    if (answer.ok && !answer.redirected) this.element.innerHTML = await answer.text();
  }

  // Wagtail follows these addresses when a page is loaded; here it is loaded already.
  async go(event) {
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
    if (!field) {
      if (!opener) return;
      this.makeRoomFor(opener);
      opener.focus();
      return;
    }
    unfold(field);
    // A tab opens after the one before it has faded: what is not drawn yet takes no focus.
    await until(() => isDrawn(field));
    this.makeRoomFor(field);
    const controls = [...field.querySelectorAll(CONTROLS), ...field.querySelectorAll('button')];
    const control = controls.find(isDrawn);
    if (control) control.focus({ preventScroll: true });
    await rest(field);
    field.scrollIntoView({ block: field.offsetHeight < window.innerHeight ? 'center' : 'start' });
  }

  // Where the window is narrow these findings lie over the fields: then they close.
  makeRoomFor(field) {
    const side = this.element.closest('[data-form-side]');
    const box = field.getBoundingClientRect();
    if (side && side.getBoundingClientRect().left < box.left + box.width / 2) {
      side.querySelector('[data-form-side-close-button]').click();
    }
  }
}

// Panels and blocks are folded one in another.
function unfold(field) {
  for (let panel = field.closest('.w-panel'); panel; panel = panel.parentElement.closest('.w-panel')) {
    const toggle = panel.querySelector('[data-panel-toggle]');
    if (toggle && toggle.getAttribute('aria-expanded') === 'false') toggle.click();
  }
}

function isDrawn(element) {
  return element.getClientRects().length > 0 && element.checkVisibility({ visibilityProperty: true });
}

async function until(holds) {
  const end = performance.now() + LONGEST_WAIT;
  while (!(await holds()) && performance.now() < end) await new Promise(requestAnimationFrame);
}

// Texts take their height only when they are drawn, and push what is below them.
async function rest(field) {
  await until(async () => {
    const before = field.getBoundingClientRect().top;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return field.getBoundingClientRect().top === before;
  });
}

window.wagtail.app.register('content-findings', ContentFindings);
