"""A translator finds a page that is out of date, sees what changed, translates it and publishes it."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from events.roles import Role
from factories.models import FactoryPage
from tests.browser.site import LiveSite, an_open_edition
from tests.builders.events import a_programme, a_slot, a_visit
from tests.builders.pages import a_plant, a_sector, a_site
from tests.builders.staff import a_staff_member
from tests.builders.translations import a_translation

pytestmark = pytest.mark.django_db(transaction=True)

ENGLISH = {"title": "Test Works", "introduction": "Filed by hand.", "access_text": "Two steps."}


def a_plant_that_changed() -> LiveSite:
    """A plant with a slot, its English page online; then the Italian safety text changes."""
    kit = a_site()
    a_sector(name="Meccanica")
    plant = a_plant(kit, title="Officine Prova", slug="officine-prova", introduction="Si lima a mano.")
    translation = a_translation(plant, **ENGLISH, safety_text="Closed shoes.")
    translation.save_target(publish=True)
    visit = a_visit(programme=a_programme(page_key=plant.translation_key), edition=an_open_edition())
    slot = a_slot(visit=visit, starts_at=timezone.now() + dt.timedelta(days=21))
    plant.introduction, plant.safety_text = "Si lima a macchina.", "Scarpe chiuse e casco."
    plant.save_revision().publish()
    return LiveSite(kit, plant, translation.get_target_instance(), slot)


def logs_in(page: Page, username: str) -> None:
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill("secret")
    page.get_by_role("button", name=re.compile("Sign in|Accedi")).click()


def translates(page: Page, source: str, words: str) -> None:
    """In wagtail-localize's editor, the text stands beside its source; some are behind another tab."""
    line = page.locator("li.incomplete, li.complete", has_text=source).first
    tab = line.locator("xpath=ancestor::section[starts-with(@id, 'tab-')][1]").get_attribute("id")
    page.get_by_role("tablist").locator(f"a[href='#{tab}']").click()
    line.get_by_role("button", name="Translate").click()
    line.locator("textarea").fill(words)
    line.get_by_role("button", name="Save").click()
    expect(line).to_contain_text("Translated manually")


def test_a_translator_brings_a_page_up_to_date(open_page):
    site = a_plant_that_changed()
    translator = a_staff_member(Role.TRANSLATOR)
    page = open_page("/admin/login/?next=/admin/translations/")
    logs_in(page, translator.username)

    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="Officine Prova", exact=True))
    expect(row).to_contain_text("Out of date")
    expect(row).to_contain_text("safety or access texts are not ready")
    row.get_by_role("link", name="2 texts changed").click()
    expect(page.locator("del", has_text="mano.")).to_be_visible()
    expect(page.locator("ins", has_text="macchina.")).to_be_visible()
    page.get_by_role("link", name="Translate", exact=True).click()

    translates(page, "Si lima a macchina.", "Filed by machine.")
    page.get_by_role("button", name=re.compile("Publish in")).click()
    expect(page.locator("body")).to_contain_text("has changed in the source language")
    assert FactoryPage.objects.get(pk=site.plant_en.pk).introduction == "Filed by hand."

    translates(page, "Scarpe chiuse e casco.", "Closed shoes and a helmet.")
    page.get_by_role("button", name=re.compile("Publish in")).click()
    expect(page.locator("body")).to_contain_text("Published 'Test Works' in English")

    page.goto("/admin/translations/?q=Officine")
    expect(row).to_contain_text("Complete")
    page.goto(site.plant_en.url)
    expect(page.locator("main")).to_contain_text("Filed by machine.")
    expect(page.locator("main")).to_contain_text("Closed shoes and a helmet.")
