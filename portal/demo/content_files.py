"""Reads the texts of the demo: TOML files beside this module."""

import tomllib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
CONTENT = FOLDER / "content"
IMAGES = FOLDER / "images"
VIDEOS = FOLDER / "videos"

SECTORS = ["mechanics", "agrifood", "automotive", "textile", "chemical", "other"]
LANGUAGES = ["it", "en"]


@cache
def read(name: str) -> dict:
    """One content file by its name without ending."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


def plants() -> list[dict]:
    """All plants, sector by sector."""
    return [plant for sector in SECTORS for plant in read(f"plants/{sector}")["plant"]]


def images() -> list[dict]:
    """The illustrations with their text alternatives."""
    return tomllib.loads((IMAGES / "images.toml").read_text(encoding="utf-8"))["image"]
