"""The worker's jobs."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from ...models import JobRun
from .. import links, lists
from .base import ReadOnlyViewSet


class JobViewSet(ReadOnlyViewSet):
    model = JobRun
    name = links.JOBS
    url_prefix = "bookings/jobs"
    icon = "cogs"
    menu_label = _("Worker's jobs")
    index_view_class = lists.JobIndexView
    index_template_name = "events/admin/jobs.html"
    list_display = [
        Column("job", label=_("Job"), sort_key="job"),
        Column("last_run", label=_("Last run"), accessor=lists.last_run_in_words, sort_key="last_run_at"),
        Column("state", label=_("Result"), accessor=lists.job_state_in_words),
    ]
