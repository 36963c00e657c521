"""Draw the icons of the installed portal and the pictures of shared links from the SVG marks.

A maintainers' tool, never needed at run time: `python -m portal.assets.icons` wants Playwright and a
Chromium. The words come from the catalogues. The result is committed.
"""

import os
from pathlib import Path

import django
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, gettext_noop
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
IMAGES = ROOT / "portal" / "static" / "portal" / "img"
FONTS = ROOT / "events" / "fonts"

CARD = """
<style>
@font-face {{ font-family: T; src: url({fonts}/TitilliumWeb-Bold.ttf) }}
@font-face {{ font-family: U; src: url({fonts}/Ubuntu-Bold.ttf) }}
body {{ margin: 0; width: 1200px; height: 630px; background: #14202b; color: #f7f2e8; font-family: T }}
.cut {{ position: absolute; left: 880px; top: 0; width: 320px; height: 480px;
  background: repeating-linear-gradient(-45deg, #f7f2e8 0 3px, transparent 3px 16px) }}
.gate {{ position: absolute; left: 880px; top: 150px; width: 190px; height: 330px; background: #c8401a }}
h1 {{ position: absolute; left: 80px; top: 52px; margin: 0; font: 100px/1.02 T; width: 760px }}
p {{ position: absolute; left: 80px; top: 392px; margin: 0; font-size: 36px; color: #f3a66b; width: 780px }}
.eu {{ position: absolute; inset: 480px 0 0; background: #fff; display: flex; align-items: center; gap: 28px;
  padding: 0 80px; color: #039; font: 700 34px/1.15 U }}
.eu svg {{ width: 150px; height: 100px }}
</style>
<h1>Fabbriche Aperte Piemonte</h1><p>{words}</p><div class="cut"></div><div class="gate"></div>
<div class="eu">{emblem}<span>{statement}</span></div>
"""
MOTTO = gettext_noop("Inside the heart of industrial Piedmont")


def icon(page: Page, name: str, size: int, margin: float = 0) -> None:
    """The mark on ink; a maskable icon keeps it within the middle that no shape cuts off."""
    mark = (IMAGES / "favicon.svg").read_text(encoding="utf-8")
    page.set_viewport_size({"width": size, "height": size})
    inner = size * (1 - 2 * margin)
    page.set_content(
        f"<body style='margin:0;background:#14202b'><div style='padding:{size * margin}px'>"
        f"<div style='width:{inner}px;height:{inner}px'>{mark}</div></div></body>"
    )
    page.screenshot(path=IMAGES / name)


def card(page: Page, language: str) -> None:
    """What a shared link shows where the page has no picture. No mark: none may outsize the emblem."""
    with translation.override(language):
        words, statement = gettext(MOTTO), gettext("Co-funded by the European Union")
    emblem = (IMAGES / "eu-emblem.svg").read_text(encoding="utf-8")
    html = CARD.format(fonts=FONTS.as_uri(), words=words, statement=statement, emblem=emblem)
    page.set_viewport_size({"width": 1200, "height": 630})
    source = IMAGES / "card.html"
    source.write_text(f"<!doctype html><meta charset=utf-8>{html}", encoding="utf-8")
    page.goto(source.as_uri())
    page.evaluate("document.fonts.ready")
    page.screenshot(path=IMAGES / f"card-{language}.png")
    source.unlink()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    django.setup()
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        icon(page, "icon-192.png", 192)
        icon(page, "icon-512.png", 512)
        icon(page, "icon-maskable-512.png", 512, margin=0.14)
        for language in settings.SITE_LANGUAGES:
            card(page, language)
        browser.close()


if __name__ == "__main__":
    main()
