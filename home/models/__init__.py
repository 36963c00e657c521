"""Models of the home app, by subject."""

from .base import BasePage
from .feedback import PageFeedback
from .menus import Menu, MenuItem
from .pages import (
    FeaturedPage,
    HomePage,
    InformationPage,
)
from .past_editions import PastEdition
from .site_settings import SiteSettings
from .stories import RelatedPlant, StoryIndexPage, StoryPage
from .topics import Topic

__all__ = [
    "BasePage",
    "FeaturedPage",
    "HomePage",
    "InformationPage",
    "Menu",
    "MenuItem",
    "PageFeedback",
    "PastEdition",
    "RelatedPlant",
    "SiteSettings",
    "StoryIndexPage",
    "StoryPage",
    "Topic",
]
