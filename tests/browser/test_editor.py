"""An editor at a plant's page: what is found beside the editor leads to the fields, the preview follows."""

import datetime as dt

import pytest
from playwright.sync_api import Locator, Page, expect

from events.roles import Role
from factories.models import FactoryPage
from tests.browser.site import LiveSite, a_live_site
from tests.builders.events import a_slot
from tests.builders.pages import an_image

pytestmark = pytest.mark.django_db(transaction=True)

IN_SIGHT = """control => {
  const box = control.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const shown = document.elementFromPoint(x, y);
  return y > 0 && y < innerHeight && Boolean(shown) && (control.contains(shown) || shown.contains(control));
}"""

WATCHED = """() => new Promise(resolve => {
  document.addEventListener('w-unsaved:ready', resolve, { once: true });
  setTimeout(resolve, 3000);
})"""
"""Wagtail saves by itself what is written after it has begun to watch, two seconds after the start."""


def an_unfinished_plant() -> LiveSite:
    """Without introduction and safety text; a picture in a gallery says nothing to those who can't see."""
    site = a_live_site(places=7)
    a_slot(places=7, visit=site.slot.visit, starts_at=site.slot.starts_at + dt.timedelta(hours=1))
    picture = {"image": an_image(alt_texts={}), "caption": ""}
    site.plant.body = [
        ("text", "<p>Dal filo al pezzo.</p>"),
        ("gallery", {"title": "", "images": [picture, {**picture, "image": an_image()}]}),
    ]
    site.plant.introduction = site.plant.safety_text = ""
    site.plant.save()
    return site


def opens_checks(page: Page) -> Locator:
    page.get_by_role("button", name="Toggle checks").click()
    found = page.locator("#content-findings")
    expect(found).to_be_visible()
    return found


def goes(page: Page, label: str, control: Locator) -> None:
    """By keyboard from a finding to its field: it has the focus, and nothing lies over it."""
    link = page.locator("#content-findings a", has_text=label).first
    link.focus()
    link.press("Enter")
    expect(control).to_be_focused()
    page.wait_for_function(IN_SIGHT, arg=control.element_handle())


def test_a_finding_leads_to_its_field_by_keyboard(open_admin):
    plant = an_unfinished_plant().plant
    page = open_admin(f"/admin/pages/{plant.pk}/edit/", Role.EDITOR)
    opens_checks(page)
    goes(page, "Safety texts", page.locator("[name=safety_text]"))
    # In another tab, a block in a block; a picture is changed by its menu.
    gallery = page.locator("[data-contentpath=body] [data-contentpath=images]")
    goes(page, "Text alternative missing", gallery.get_by_role("button", name="Actions").first)
    # In a narrow window the findings lie over the fields: they make room.
    page.set_viewport_size({"width": 768, "height": 900})
    goes(page, "How to get there", page.locator("[name=reach_text]"))


def test_findings_and_preview_follow_what_is_written(open_admin):
    site = an_unfinished_plant()
    page = open_admin(f"/admin/pages/{site.plant.pk}/edit/", Role.EDITOR)
    page.evaluate(WATCHED)
    found = opens_checks(page)
    expect(found).to_contain_text("Write two or three sentences")
    page.locator("[name=introduction]").fill("Si fonde e si lima ogni giorno.")
    expect(found).not_to_contain_text("Write two or three sentences")
    assert FactoryPage.objects.get(pk=site.plant.pk).introduction == ""

    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("#w-preview-iframe")
    expect(preview.locator("main")).to_contain_text("Si fonde e si lima ogni giorno.")
    expect(preview.locator("a.slot")).to_have_count(2)
