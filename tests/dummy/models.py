"""A page type that knows nothing of factories: the booking module must work behind any page."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from events.admin.panels import SlotsPanel
from events.hosting import BookablePageMixin, VisitPlace


class DummyPage(BookablePageMixin, Page):
    address = models.CharField(max_length=100, blank=True)

    template = "tests/dummy_page.html"
    content_panels = [*Page.content_panels, FieldPanel("address"), SlotsPanel()]

    def get_visit_place(self) -> VisitPlace:
        return VisitPlace(name=self.title, address=self.address, municipality="Biella", province="BI")

    def get_what_to_bring(self) -> list[str]:
        return ["Closed shoes"]
