"""Files of plants, visits and slots that staff brought in, and what each of their rows became."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RowKind(models.TextChoices):
    """What a row describes, in the order in which rows are written: each needs the one before."""

    PLANT = "plant", _("Plants")
    VISIT = "visit", _("Visits")
    SLOT = "slot", _("Slots")


class ImportState(models.TextChoices):
    """Where a file stands. Queued ones wait for the worker; the others wait for a person."""

    MAPPING = "mapping", _("columns to be assigned")
    CHECK_QUEUED = "check_queued", _("waits for its check")
    CHECKING = "checking", _("is being checked")
    CHECKED = "checked", _("checked, not imported")
    APPLY_QUEUED = "apply_queued", _("waits to be imported")
    APPLYING = "applying", _("is being imported")
    APPLIED = "applied", _("imported")
    UNDO_QUEUED = "undo_queued", _("waits to be undone")
    UNDOING = "undoing", _("is being undone")
    UNDONE = "undone", _("undone")


QUEUED_STATES = (ImportState.CHECK_QUEUED, ImportState.APPLY_QUEUED, ImportState.UNDO_QUEUED)
RUNNING_STATES = (ImportState.CHECKING, ImportState.APPLYING, ImportState.UNDOING)
WORKING_STATES = (*QUEUED_STATES, *RUNNING_STATES)


class ImportBatch(models.Model):
    """One file, from its upload to its undoing. The file itself is kept until it is imported."""

    State = ImportState

    created_at = models.DateTimeField(_("uploaded at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    file_name = models.CharField(_("file"), max_length=200)
    # In the database, not on disk: the worker may live on another machine than the web server.
    content = models.BinaryField(_("content"), editable=False, default=b"")
    language = models.CharField(max_length=10, help_text="In which the report is written.")
    state = models.CharField(_("state"), max_length=12, choices=ImportState, default=ImportState.MAPPING)
    mapping = models.JSONField(default=dict, help_text="Per sheet: its kind and the field of each column.")
    problems = models.JSONField(default=list, help_text="What is wrong, and where.")
    rows = models.JSONField(default=list, help_text="What each row does, as the last check found it.")
    counts = models.JSONField(default=dict, help_text="Rows per kind and per action.")
    fingerprint = models.CharField(
        max_length=64, blank=True, help_text="Of all that the rows would do when they were last checked."
    )
    notice = models.TextField(blank=True, help_text="Why the file is back where it was.")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, help_text="While somebody works on it.")
    journal = models.JSONField(
        default=list, encoder=DjangoJSONEncoder, help_text="What was written and what stood there before."
    )
    applied_at = models.DateTimeField(_("imported at"), null=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("imported by"),
    )
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("undone by"),
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("add",)
        indexes = [
            # Read by the worker every few seconds.
            models.Index(
                fields=["created_at"],
                name="import_at_work",
                condition=Q(state__in=[str(state) for state in WORKING_STATES]),
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_working(self) -> bool:
        """Whether the worker has it, or will. No query."""
        return self.state in WORKING_STATES


class ImportedRow(models.Model):
    """What a row of a file became: its key finds it again, so that importing twice changes nothing.

    `values` are the row's values as last imported. What staff have changed since is told from it: a value
    that the file did not change is left as staff made it.
    """

    kind = models.CharField(max_length=5, choices=RowKind)
    external_key = models.CharField(max_length=160)
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    visit = models.ForeignKey(
        "events.Visit", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    slot = models.ForeignKey("events.Slot", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    values = models.JSONField(default=dict)
    batch = models.ForeignKey(ImportBatch, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["kind", "external_key"], name="imported_once_per_key"),
            models.CheckConstraint(
                condition=(
                    Q(kind="plant", page__isnull=False)
                    | Q(kind="visit", visit__isnull=False)
                    | Q(kind="slot", slot__isnull=False)
                ),
                name="imported_row_became_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_key}"
