"""Models of the home app, by subject."""

from .base import BasePage
from .feedback import PageFeedback
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
    "PageFeedback",
    "RelatedPlant",
    "SiteSettings",
    "StoryIndexPage",
    "StoryPage",
]
