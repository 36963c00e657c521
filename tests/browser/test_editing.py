"""An editor at work: what is typed appears in the preview with its slots, the checks follow."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from events.roles import Role
from tests.browser.site import a_live_site
from tests.builders.staff import a_staff_member

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_editor_sees_slots_in_the_preview_and_what_is_missing_beside_the_text(
    browser: Browser, live_server
):
    site, client = a_live_site(), Client()
    client.force_login(a_staff_member(Role.EDITOR))
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(reverse("wagtailadmin_pages:edit", args=[site.plant.pk]))

    page.locator("[data-side-panel-toggle=preview]").click()
    page.locator("[name=introduction]").fill("Si fonde ancora oggi.")
    preview = page.frame_locator("iframe[title=Preview]:visible")
    expect(preview.get_by_text("Si fonde ancora oggi.")).to_be_visible(timeout=15_000)
    expect(preview.locator("#when")).to_contain_text("10:00")

    page.locator("[data-side-panel-toggle=checks]").click()
    findings = page.locator("#content-findings")
    expect(findings).to_contain_text("Choose a main picture.")
    expect(findings).not_to_contain_text("two or three sentences")
    page.locator("[name=introduction]").fill("")
    expect(findings).to_contain_text("two or three sentences", timeout=15_000)

    findings.locator("a[href$='contentpath=reach_text']").click()
    expect(page.locator("[name=reach_text]")).to_be_focused()
    context.close()
