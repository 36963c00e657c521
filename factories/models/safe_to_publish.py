"""Pages that can be booked are published only with their safety texts, whichever way it is tried."""

import logging

from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision

from factories import safety

logger = logging.getLogger(__name__)

SCHEDULED = "wagtail.publish.scheduled"
"""How Wagtail's `publish_scheduled` says that it is the one who publishes."""


class SafetyFormMixin:
    """The editor's form: says at the field which text is missing when somebody publishes, or sets
    the moment of publication.

    A draft can be saved, submitted and rejected at any time.
    """

    def clean(self) -> dict:
        """Adds an error to each safety text that stands in the way. 2 queries, none for a draft."""
        cleaned = super().clean()
        if not self.instance.pk or not self._is_publishing():
            return cleaned
        for name in set(safety.SAFETY_FIELDS) & set(cleaned):
            setattr(self.instance, name, cleaned[name])
        for gap in safety.gaps_of(self.instance, timezone.now()):
            field = gap.field if gap.field in self.fields else None
            self.add_error(field, safety.in_words(self.instance.title, [gap]))
        return cleaned

    def _is_publishing(self) -> bool:
        approves = self.data.get("workflow-action-name") == "approve"
        return "action-publish" in self.data or ("action-workflow-action" in self.data and approves)


class SafeToPublishMixin:
    """Every other way to publish: translation, workflow, many pages at once, a moment set beforehand."""

    def publish(self, revision: Revision, *args: object, log_action: object = True, **kwargs: object) -> None:
        """Publish a revision. Raises `SafetyTextsMissing`; the admin turns it into a message.

        A revision whose moment has come is not published but becomes a draft again, and the history
        says why: one page must not keep the others from their moment.
        """
        gaps = safety.gaps_of(revision.as_object(), timezone.now())
        if not gaps:
            return super().publish(revision, *args, log_action=log_action, **kwargs)
        refused = safety.SafetyTextsMissing(self, gaps)
        if log_action != SCHEDULED:
            raise refused
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])
        log(
            instance=self,
            action="factories.publication_refused",
            revision=revision,
            data={"reason": str(refused)},
        )
        logger.warning("page %s: not published at its moment, safety texts missing", self.pk)
        return None
