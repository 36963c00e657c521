"""From the home page to the receipt with a keyboard alone: nothing is clicked, nothing is given the focus."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import a_live_site, words

pytestmark = pytest.mark.django_db(transaction=True)

LOST_FOCUS = """() => {
    const at = document.activeElement
    if (at === document.body) return ''
    // Of a card the whole has the ring, of a tile its label.
    const shown = [at, ...(at.labels ?? []), ...[at.closest('.it-card')].filter(Boolean)]
    const hasRing = (element) => {
        const style = getComputedStyle(element)
        const isOutlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
        return isOutlined || style.boxShadow !== 'none'
    }
    const isSeen = (element) => {
        const box = element.getBoundingClientRect()
        const points = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [x, y]))
        return points.some(([x, y]) => {
            const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y)
            return top && (element.contains(top) || top.contains(element))
        })
    }
    if (!shown.some(hasRing)) return 'no ring: ' + at.outerHTML.slice(0, 160)
    if (!shown.some(isSeen)) return 'covered: ' + at.outerHTML.slice(0, 160)
    return ''
}"""
"""What is wrong with the place of the focus; empty when it can be seen."""
SEND = "main form .btn-primary"


def reach(page: Page, selector: str, most: int = 90) -> None:
    """Press Tab until something that matches has the focus. On the way it can always be seen where it is."""
    for _step in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(LOST_FOCUS) == ""
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"The keyboard does not reach {selector} on {page.url}")


def press(page: Page, key: str, leads_to: str) -> None:
    page.keyboard.press(key)
    page.wait_for_url(leads_to)


def write(page: Page, name: str, text: str) -> None:
    reach(page, f"input[name={name}]")
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


@pytest.mark.parametrize(("language", "width"), [("it", 360), ("en", 1280)])
def test_a_visit_is_booked_from_the_home_page_to_the_receipt(open_page, language, width):
    site = a_live_site()
    plant = site.plant if language == "it" else site.plant_en
    page = open_page(f"/{language}/", width=width)
    reach(page, ".skiplinks a")
    page.keyboard.press("Enter")
    reach(page, "main a.btn-primary")
    press(page, "Enter", f"**/{language}/fabbriche/" if language == "it" else f"**/{language}/plants/")
    reach(page, f"main a[href='{plant.get_url()}']")
    press(page, "Enter", f"**{plant.get_url()}")
    reach(page, "a.slot")
    people = page.evaluate("document.activeElement.getAttribute('href')")
    press(page, "Enter", f"**{people}")

    write(page, "adults", "2")
    reach(page, "input[type=checkbox]")
    page.keyboard.press("Space")
    expect(page.locator("input[type=checkbox]").first).to_be_checked()
    reach(page, SEND)
    press(page, "Space", "**/contatti/" if language == "it" else "**/contacts/")

    write(page, "contact_name", "Ada Bianchi")
    write(page, "email", "ada@example.org")
    reach(page, SEND)
    press(page, "Enter", "**/riepilogo/" if language == "it" else "**/summary/")
    reach(page, SEND)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(words(language, "The visit is booked"))
