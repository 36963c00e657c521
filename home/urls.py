"""Search and feedback, below a language prefix. Paths are translated too."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from .views import feedback, search

app_name = "home"

urlpatterns = [
    path(_("search/"), search.search, name="search"),
    path(_("search/suggestions/"), search.suggestions, name="search-suggestions"),
    path(_("feedback/"), feedback.give, name="feedback"),
    path(_("feedback/thanks/"), feedback.thanks, name="feedback-thanks"),
]
