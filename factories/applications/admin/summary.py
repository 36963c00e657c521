"""The number of applications that wait, on the first page of the admin."""

from django.urls import reverse
from wagtail.admin.site_summary import SummaryItem

from .. import selectors
from ..models import ApplicationStatus


class ApplicationsSummaryItem(SummaryItem):
    """Leads to the list of those to be reviewed. 1 query."""

    order = 400
    template_name = "factories/applications/admin/summary.html"

    def is_shown(self) -> bool:
        return self.request.user.has_perm(selectors.MAY_REVIEW)

    def get_context_data(self, parent_context: dict) -> dict:
        url = reverse("plant_applications:index")
        return {"count": selectors.count_to_review(), "url": f"{url}?status={ApplicationStatus.SENT}"}
