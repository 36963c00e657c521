"""Take part, below a language prefix. Paths are translated."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import views
from .steps import BY_KEY

app_name = "applications"

urlpatterns = [
    path("", views.start, name="start"),
    path(BY_KEY["company"].path, views.company, name="company"),
    path(BY_KEY["place"].path, views.answers, {"key": "place"}, name="place"),
    path(BY_KEY["words"].path, views.answers, {"key": "words"}, name="words"),
    path(BY_KEY["visits"].path, views.visits, name="visits"),
    path(BY_KEY["safety"].path, views.answers, {"key": "safety"}, name="safety"),
    path(BY_KEY["pictures"].path, views.pictures, name="pictures"),
    path(_("pictures/<int:pk>/"), views.picture, name="picture"),
    path(BY_KEY["summary"].path, views.summary, name="summary"),
    path(_("application/"), views.state, name="state"),
    path(_("application/leave/"), views.leave, name="leave"),
    path(_("link/<str:token>/"), views.open_link, name="open-link"),
    path(_("send-link/"), views.resume, name="resume"),
    path(_("send-link/sent/"), views.resume_sent, name="resume-sent"),
]
