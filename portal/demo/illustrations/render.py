"""Render every scene to WebP and write ``images.toml``.

A maintainers' tool, never needed at run time: it wants Playwright, a Chromium
(``CHROMIUM`` names another path) and Pillow. Scenes are deterministic, so a
second run gives the same pictures.
"""

import argparse
import importlib
import io
import json
import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from .registry import PICTURES, Picture

OUT = Path(__file__).resolve().parent.parent / "images"
LIMIT = 90_000
MODULES = ("mechanics", "agrifood", "automotive", "textile", "chemical", "other", "datacentre", "hero")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def load() -> None:
    """Import the sector modules, which fills the registry."""
    for name in MODULES:
        importlib.import_module(f".{name}", __package__)


def shoot(page: Page, picture: Picture, out: Path, png: Path | None) -> int:
    """Render one picture; returns its size in bytes. Lowers quality until it fits ``LIMIT``."""
    scene = picture.draw()
    page.set_viewport_size({"width": scene.c.w, "height": scene.c.h})
    page.set_content(f"<body style='margin:0'>{scene.frame()}</body>")
    shot = page.screenshot(type="png")
    if png:
        (png / f"{picture.name}.png").write_bytes(shot)
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    for quality in (84, 80, 74, 68, 60, 50, 40):
        buffer = io.BytesIO()
        image.save(buffer, "WEBP", quality=quality, method=6)
        if buffer.tell() <= LIMIT:
            break
    (out / f"{picture.name}.webp").write_bytes(buffer.getvalue())
    return buffer.tell()


def toml() -> str:
    """The register of images as TOML, in the order of the registry."""
    lines = ["# Written by portal.demo.illustrations.render; edit the scenes, not this file.", ""]
    for p in PICTURES.values():
        lines += ["[[image]]", f'file = "{p.name}.webp"']
        for key in ("name", "sector", "title_it", "title_en", "alt_it", "alt_en"):
            lines.append(f"{key} = {json.dumps(getattr(p, key), ensure_ascii=False)}")
        lines += [f"focal = [{p.focal[0]}, {p.focal[1]}]", ""]
    return "\n".join(lines)


def main() -> None:
    """Command line: names (or beginnings of names) to render, all without any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="pictures to render, e.g. textile or textile-2")
    parser.add_argument("--png", type=Path, help="also keep the PNG files in this folder")
    options = parser.parse_args()
    load()
    OUT.mkdir(exist_ok=True)
    if options.png:
        options.png.mkdir(parents=True, exist_ok=True)
    chosen = [p for p in PICTURES.values() if not options.names or p.name.startswith(tuple(options.names))]
    with sync_playwright() as play:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page()
        for item in chosen:
            print(f"{item.name:14} {shoot(page, item, OUT, options.png) / 1000:6.1f} kB", flush=True)
        browser.close()
    (OUT / "images.toml").write_text(toml(), encoding="utf-8")
