"""A bookable page gets its programme as soon as it is saved."""

from django.conf import settings
from django.db.models.signals import post_save
from django.dispatch import receiver

from .hosting import BookablePageMixin
from .models import Programme


@receiver(post_save, dispatch_uid="events.ensure_programme")
def ensure_programme(sender: type, instance: object, raw: bool = False, **kwargs: object) -> None:
    """Create the programme of a bookable page, and keep its last known name.

    Aliases share the programme of the page they mirror. The name follows the live page in the
    site's first language: no draft, and no translation, reaches a list or a mail. 3 queries at
    most, none for other models.
    """
    if raw or not issubclass(sender, BookablePageMixin) or instance.alias_of_id:
        return
    programme, created = Programme.objects.get_or_create(
        pk=instance.translation_key, defaults={"name": instance.title}
    )
    if created or not instance.live or programme.name == instance.title:
        return
    if instance.locale.language_code == settings.LANGUAGE_CODE:
        Programme.objects.filter(pk=programme.pk).update(name=instance.title)
