"""Filters of the lists. Days are days in Europe/Rome, the only zone the admin offers."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import AdminDateInput

from ..models import Edition, Programme, Slot, Visit


class VisitFilterSet(WagtailFilterSet):
    class Meta:
        model = Visit
        fields = ["edition", "programme", "tour_language"]


class SlotFilterSet(WagtailFilterSet):
    programme = django_filters.ModelChoiceFilter(label=_("Programme"), queryset=Programme.objects.all())
    edition = django_filters.ModelChoiceFilter(
        label=_("Edition"), field_name="visit__edition", queryset=Edition.objects.all()
    )
    day = django_filters.DateFilter(
        label=_("Day"), field_name="starts_at", lookup_expr="date", widget=AdminDateInput
    )

    class Meta:
        model = Slot
        fields = ["programme", "edition", "day", "status"]
