"""The way from a draft to the public page: who writes submits, who publishes approves.

`make_roles` sets it up. It adds what is missing; steps that staff added to the workflow stay.
"""

from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowState, WorkflowTask

NAME = "Redazione → Pubblicazione"
"""A row, as the names of the groups: Italian, the staff's language."""

STEP = "Pubblicazione"
WAGTAILS_OWN = "Moderators"
"""The group that approves in the workflow that every new Wagtail brings along."""


def make_workflow(approvers: Group, homes: list[Page]) -> bool:
    """Let pages below the homes be submitted to `approvers`; returns whether the workflow is new.

    A home that has a workflow of its own keeps it. Wagtail's own workflow is put out of use when ours
    is made, unless people are in its group or pages are on their way through it. To be called in a
    transaction; about 10 queries, 4 when nothing is missing.
    """
    workflow, is_new = Workflow.objects.get_or_create(name=NAME)
    if is_new:
        task = GroupApprovalTask.objects.create(name=STEP)
        task.groups.add(approvers)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        _put_out_of_use()
    taken = set(WorkflowPage.objects.values_list("page_id", flat=True))
    WorkflowPage.objects.bulk_create(
        WorkflowPage(page=home, workflow=workflow) for home in homes if home.pk not in taken
    )
    return is_new


def _put_out_of_use() -> None:
    group = Group.objects.filter(name=WAGTAILS_OWN).first()
    if group is None or group.user_set.exists():
        return
    tasks = GroupApprovalTask.objects.filter(groups=group)
    for workflow in Workflow.objects.active().filter(workflow_tasks__task__in=tasks).distinct():
        others = workflow.workflow_tasks.exclude(task__in=tasks)
        if not others.exists() and not WorkflowState.objects.active().filter(workflow=workflow).exists():
            workflow.deactivate()
