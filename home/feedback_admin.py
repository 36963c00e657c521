"""Feedback in the admin: the list with its filters, and the averages per page above it. Read only."""

import django_filters
from django import forms
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from events.alphabet import alphabetical

from .feedback import averages
from .models import PageFeedback
from .models.feedback import MOST_STARS

AVERAGES_SHOWN = 10
"""Pages with the fewest stars that stand above the list; a filter shows any other."""


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Readers' answers can be read; nobody rewrites them, superusers included."""

    def user_has_permission(self, user: AbstractBaseUser, action: str) -> bool:
        """Only "view" exists here."""
        return action == "view" and super().user_has_permission(user, action)


def _subjects() -> list[tuple[str, str]]:
    """(key, title) of everything that was rated, by title. 2 queries."""
    rated = [(row.subject, row.title) for row in averages(PageFeedback.objects.all())]
    return sorted(rated, key=lambda choice: alphabetical(choice[1]))


class FeedbackFilterSet(WagtailFilterSet):
    subject = django_filters.ChoiceFilter(label=_("Page"), choices=_subjects)
    rating = django_filters.ChoiceFilter(
        label=_("Stars"),
        choices=[(n, str(n)) for n in range(1, MOST_STARS + 1)],
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    language = django_filters.ChoiceFilter(
        label=_("Language"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        empty_label=_("All languages"),
    )

    class Meta:
        model = PageFeedback
        fields = ["subject", "rating", "language"]


class FeedbackIndexView(IndexView):
    """The list, under the averages of what the filters leave. 4 queries more, however many answers."""

    def get_context_data(self, *args: object, **kwargs: object) -> dict:
        context = super().get_context_data(*args, **kwargs)
        everything = self.filter_queryset(self.get_base_queryset())
        context["averages"] = averages(everything)[:AVERAGES_SHOWN]
        return context


class FeedbackViewSet(ModelViewSet):
    """Reports → Page feedback."""

    model = PageFeedback
    name = "page_feedback"
    url_prefix = "reports/page-feedback"
    icon = "pick"
    menu_label = _("Page feedback")
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    list_per_page = 50
    panels: list = []  # no field can be written
    index_view_class = FeedbackIndexView
    index_template_name = "home/admin/feedback.html"
    filterset_class = FeedbackFilterSet
    list_display = [
        Column("title", label=_("Page"), sort_key="title"),
        Column("rating", label=_("Stars"), sort_key="rating"),
        Column("answers", label=_("Answers"), accessor=lambda row: ", ".join(row.answer_labels)),
        "text",
        Column("language", label=_("Language"), sort_key="language"),
        Column(
            "given",
            label=_("Given at"),
            accessor=lambda row: date_format(localtime(row.created_at), "j F Y, H:i"),
            sort_key="created_at",
        ),
    ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """Only the right to read is offered in the group screen."""
        return Permission.objects.filter(content_type__app_label="home", codename="view_pagefeedback")

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list and its results: there is nothing to add, edit or delete."""
        return [
            pattern for pattern in super().get_urlpatterns() if pattern.name in ("index", "index_results")
        ]
