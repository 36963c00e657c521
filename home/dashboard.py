"""What staff see first: the edition, what waits for them, and on a new site the next step.

Each panel shows only what the person may see. Its docstring says what it costs in queries.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.db.models import Count, Min, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Revision, TaskState
from wagtail.permissions import policy_registry

from events import selectors as events
from events.admin import links
from events.models import Edition, JobRun, Slot, WaitEntry
from events.models.bookings import OPEN_WAIT_STATUSES
from events.phases import Phase, days_to_opening, phase_of
from events.selectors_calls import bookings_to_call, waiting_to_call

from .content_admin import checked_pages
from .content_checks import Severity, findings
from .models import PageFeedback

FEEDBACK_DAYS = 7
CHECKED_EVERY = 300
"""Seconds for which the counts of the checks stand: looking at all pages takes a second."""


@dataclass(frozen=True)
class Line:
    """One thing to know or to do. `url` is empty where there is nothing to open."""

    text: str
    url: str = ""
    note: str = ""
    is_urgent: bool = False


# The edition --------------------------------------------------------------------------------


class EditionPanel(Component):
    """Where the edition stands, for everybody; places and waiting list for whoever sees bookings.

    Cost: edition 1, public plants 1, slots 1, waiting list 1.
    """

    order = 100
    template_name = "home/admin/dashboard/edition.html"

    def get_context_data(self, parent_context: Mapping) -> dict:
        user, now = parent_context["request"].user, timezone.now()
        edition = events.current_edition(now)
        if edition is None:
            return {"edition": None}
        return {
            "edition": edition,
            "phase": phase_in_words(edition, now),
            "url": reverse(f"{links.EDITIONS}:edit", args=[edition.pk])
            if user.has_perm("events.change_edition")
            else "",
            "figures": _figures(edition, user, now),
        }


def phase_in_words(edition: Edition, now: dt.datetime) -> str:
    """Where the event stands, in a sentence. No query."""
    phase = phase_of(edition, now)
    if phase is Phase.BEFORE:
        days = days_to_opening(edition, now)
        text = ngettext("Bookings open in %(days)d day.", "Bookings open in %(days)d days.", days)
        return text % {"days": days} if days else _("Bookings open today.")
    if phase is Phase.OPEN:
        closing = timezone.localtime(edition.bookings_close_at, timezone.get_default_timezone())
        text = _("Bookings are open until %(moment)s.")
        return text % {"moment": date_format(closing, "j F, H:i")}
    if phase is Phase.CLOSED:
        return _("Bookings are closed, the visits are about to begin.")
    return _("The visits are on.") if phase is Phase.DURING else _("The edition is over.")


def _figures(edition: Edition, user: AbstractBaseUser, now: dt.datetime) -> list[Line]:
    plants = Page.objects.live().filter(
        alias_of=None, content_type__app_label="factories", content_type__model="factorypage"
    )
    count = plants.values("translation_key").distinct().count()
    text = ngettext("%(count)d public plant", "%(count)d public plants", count)
    figures = [Line(text % {"count": count})]
    slots = Slot.objects.filter(visit__edition=edition, status=Slot.Status.OPEN)
    of = slots.aggregate(count=Count("pk"), places=Sum("capacity"), taken=Sum("taken"))
    text = ngettext("%(count)d open slot", "%(count)d open slots", of["count"])
    url = links.planner_index_url() if user.has_perm("events.change_visit") else ""
    figures.append(Line(text % {"count": of["count"]}, url))
    if user.has_perm("events.view_booking"):
        taken = {"taken": of["taken"] or 0, "places": of["places"] or 0}
        figures.append(
            Line(_("%(taken)d of %(places)d places taken") % taken, reverse(f"{links.BOOKINGS}:index"))
        )
    if user.has_perm("events.view_waitentry"):
        count = WaitEntry.objects.filter(edition=edition, status__in=OPEN_WAIT_STATUSES).count()
        text = ngettext("%(count)d waiting party", "%(count)d waiting parties", count)
        figures.append(Line(text % {"count": count}, reverse(f"{links.WAITING}:index")))
    return figures


# What waits for somebody ----------------------------------------------------------------------


class TasksPanel(Component):
    """What waits for this person. Cost: at most 2 for reviews, 1 for what is planned, 1 for feedback,
    1 for jobs, 2 for calls, 1 for the languages; the checks are counted anew every five minutes."""

    order = 110
    template_name = "home/admin/dashboard/tasks.html"

    def get_context_data(self, parent_context: Mapping) -> dict:
        user, now = parent_context["request"].user, timezone.now()
        lines = [
            *_reviews(user),
            *_planned(user, now),
            *_checks(user, now),
            *_feedback(user, now),
            *_calls(user),
            *_jobs(user),
        ]
        return {"lines": lines}


def _may_change_pages(user: AbstractBaseUser) -> bool:
    return policy_registry.get_by_type(Page).user_has_permission(user, "change")


def _reviews(user: AbstractBaseUser) -> list[Line]:
    if not policy_registry.get_by_type(Page).user_has_permission(user, "publish"):
        return []
    count = TaskState.objects.reviewable_by(user).count()
    if not count:
        return []
    text = ngettext("%(count)d page waits for your review", "%(count)d pages wait for your review", count)
    url = reverse("wagtailadmin_reports:workflow") + "?reviewable=true"
    return [Line(text % {"count": count}, url, is_urgent=True)]


def _planned(user: AbstractBaseUser, now: dt.datetime) -> list[Line]:
    if not _may_change_pages(user):
        return []
    ahead = Revision.objects.page_revisions().filter(approved_go_live_at__gt=now)
    lines = []
    for revision in ahead.order_by("approved_go_live_at")[:3]:
        when = timezone.localtime(revision.approved_go_live_at, timezone.get_default_timezone())
        moment = date_format(when, "l j F, H:i")
        url = reverse("wagtailadmin_pages:edit", args=[revision.object_id])
        lines.append(Line(_("“%(page)s” goes live") % {"page": revision.object_str}, url, moment))
    return lines


def _checks(user: AbstractBaseUser, now: dt.datetime) -> list[Line]:
    if not _may_change_pages(user):
        return []
    mine = set(checked_pages(user).order_by().values_list("locale__language_code", flat=True).distinct())
    counts = cache.get_or_set("content-findings", lambda: _count_findings(now), CHECKED_EVERY)
    found: Counter[str] = Counter()
    for (language, severity), count in counts.items():
        found[severity] += count if language in mine else 0
    errors, warnings = found[Severity.ERROR], found[Severity.WARNING]
    report, lines = reverse("content_report"), []
    if errors:
        text = ngettext(
            "%(count)d thing to put right on the pages", "%(count)d things to put right on the pages", errors
        )
        lines.append(Line(text % {"count": errors}, f"{report}?severity=error", is_urgent=True))
    if warnings:
        text = ngettext(
            "%(count)d thing to check on the pages", "%(count)d things to check on the pages", warnings
        )
        lines.append(Line(text % {"count": warnings}, f"{report}?severity=warning"))
    return lines


def _count_findings(now: dt.datetime) -> dict[tuple[str, str], int]:
    pages = Page.objects.filter(depth__gt=1, alias_of=None).specific()
    return dict(Counter((one.language, str(one.check.severity)) for one in findings(pages, now)))


def _feedback(user: AbstractBaseUser, now: dt.datetime) -> list[Line]:
    if not user.has_perm("home.view_pagefeedback"):
        return []
    recent = PageFeedback.objects.filter(created_at__gte=now - dt.timedelta(days=FEEDBACK_DAYS))
    of = recent.aggregate(count=Count("pk"), texts=Count("pk", filter=~Q(text="")))
    if not of["count"]:
        return []
    text = ngettext(
        "%(count)d answer about pages in the last week",
        "%(count)d answers about pages in the last week",
        of["count"],
    )
    note = ngettext("%(count)d with a text", "%(count)d with a text", of["texts"]) % {"count": of["texts"]}
    return [Line(text % {"count": of["count"]}, reverse("page_feedback:index"), note if of["texts"] else "")]


def _calls(user: AbstractBaseUser) -> list[Line]:
    """People without an e-mail address who do not know yet of a change or of an offer."""
    lines = []
    if user.has_perm("events.view_booking") and (count := bookings_to_call().count()):
        text = ngettext("%(count)d booking to call", "%(count)d bookings to call", count)
        url = f"{reverse(f'{links.BOOKINGS}:index')}?contact=call"
        lines.append(Line(text % {"count": count}, url, is_urgent=True))
    if user.has_perm("events.view_waitentry") and (count := waiting_to_call().count()):
        text = ngettext("%(count)d waiting party to call", "%(count)d waiting parties to call", count)
        url = f"{reverse(f'{links.WAITING}:index')}?contact=call"
        lines.append(Line(text % {"count": count}, url, is_urgent=True))
    return lines


def _jobs(user: AbstractBaseUser) -> list[Line]:
    if not user.has_perm("events.view_jobrun"):
        return []
    count = JobRun.objects.exclude(last_error="").count()
    if not count:
        return []
    text = ngettext("%(count)d automatic job failed", "%(count)d automatic jobs failed", count)
    return [Line(text % {"count": count}, reverse(f"{links.JOBS}:index"), is_urgent=True)]


# A new site ---------------------------------------------------------------------------------


class FirstStepsPanel(Component):
    """What a new site or a new edition still lacks, with a way to each. Not drawn when nothing does.

    Cost: pages 1, edition 1, slots 1.
    """

    order = 90
    template_name = "home/admin/dashboard/first_steps.html"

    def get_context_data(self, parent_context: Mapping) -> dict:
        return {"steps": first_steps(parent_context["request"].user, timezone.now())}


def first_steps(user: AbstractBaseUser, now: dt.datetime) -> list[Line]:
    """The steps that are missing and that this person may take, in their order."""
    rows = (
        Page.objects.filter(alias_of=None)
        .order_by()
        .values_list("content_type__app_label", "content_type__model")
    )
    first = {f"{app}.{model}": pk for app, model, pk in rows.annotate(first=Min("pk"))}
    steps: list[Line] = []
    may_write = policy_registry.get_by_type(Page).user_has_permission(user, "add")
    for text, wanted, parent in (
        (_("Make the home page"), "home.homepage", "wagtailcore.page"),
        (_("Make the catalogue of plants below the home page"), "factories.cataloguepage", "home.homepage"),
        (_("Make the first plant"), "factories.factorypage", "factories.cataloguepage"),
        (_("Make the list of stories below the home page"), "home.storyindexpage", "home.homepage"),
        (_("Write the first story"), "home.storypage", "home.storyindexpage"),
    ):
        if may_write and wanted not in first and parent in first:
            steps.append(Line(text, _add_url(wanted, first[parent])))
    edition = events.current_edition(now)
    if edition is None or phase_of(edition, now) is Phase.AFTER:
        if user.has_perm("events.add_edition"):
            steps.append(Line(_("Set the days of the next edition"), reverse(f"{links.EDITIONS}:add")))
    elif user.has_perm("events.add_visit") and not Slot.objects.filter(visit__edition=edition).exists():
        steps.append(Line(_("Plan the first visit: it makes the slots"), reverse(f"{links.VISITS}:add")))
    return steps


def _add_url(page_type: str, parent: int) -> str:
    return reverse("wagtailadmin_pages:add", args=[*page_type.split("."), parent])
