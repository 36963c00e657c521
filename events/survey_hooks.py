"""The survey's results in the admin's reports, for whoever may see the answers."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .admin_survey import MAY_SEE, results


class SurveyMenuItem(MenuItem):
    """Shown only to people with the right; the page itself asks again."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_SEE)


@hooks.register("register_admin_urls")
def survey_urls() -> list[URLPattern]:
    return [path("reports/survey/", results, name="events_survey")]


@hooks.register("register_reports_menu_item")
def survey_menu_item() -> MenuItem:
    return SurveyMenuItem(
        _("Survey"), reverse("events_survey"), name="survey", icon_name="comment", order=900
    )


@hooks.register("register_permissions")
def survey_permission() -> QuerySet[Permission]:
    """Lets Wagtail's group screen offer the right."""
    return Permission.objects.filter(content_type__app_label="events", codename="view_surveyanswer")
