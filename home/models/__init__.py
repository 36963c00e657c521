"""Models of the home app, by subject."""

from .base import BasePage
from .menus import Menu, MenuItem
from .pages import (
    FeaturedPage,
    HomePage,
    InformationPage,
    RelatedPlant,
    StoryIndexPage,
    StoryPage,
)
from .site_settings import SiteSettings

__all__ = [
    "BasePage",
    "FeaturedPage",
    "HomePage",
    "InformationPage",
    "Menu",
    "MenuItem",
    "RelatedPlant",
    "SiteSettings",
    "StoryIndexPage",
    "StoryPage",
]
