"""A bookable page gets its programme as soon as it is saved."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from .hosting import BookablePageMixin
from .models import Programme


@receiver(post_save, dispatch_uid="events.ensure_programme")
def ensure_programme(sender: type, instance: object, raw: bool = False, **kwargs: object) -> None:
    """Create the programme of a bookable page, and keep its last known name.

    Aliases share the programme of the page they mirror. The name follows live pages only, so that
    a draft title does not reach a mail. 2 queries at most, none for other models.
    """
    if raw or not issubclass(sender, BookablePageMixin) or instance.alias_of_id:
        return
    programme, created = Programme.objects.get_or_create(
        pk=instance.translation_key, defaults={"name": instance.title}
    )
    if not created and instance.live and programme.name != instance.title:
        Programme.objects.filter(pk=programme.pk).update(name=instance.title)
