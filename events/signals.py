"""A bookable page gets its programme as soon as it is saved, and says whether visitors may book it."""

from django.conf import settings
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page

from .hosting import BookablePageMixin
from .models import Programme
from .services.publicity import follow_pages


@receiver(post_save, dispatch_uid="events.ensure_programme")
def ensure_programme(sender: type, instance: object, raw: bool = False, **kwargs: object) -> None:
    """Create the programme of a bookable page, and keep its last known name and whether it is public.

    Aliases share the programme of the page they mirror. The name follows the live page in the
    site's first language: no draft, and no translation, reaches a list or a mail. 6 queries at
    most, none for other models.
    """
    if raw or not _is_bookable(sender, instance):
        return
    if not instance.alias_of_id and issubclass(sender, BookablePageMixin):
        _name_programme(instance)
    # Aliases too: a page that was made an alias is none of its own any more.
    follow_pages(programme_key=instance.translation_key)


def _is_bookable(sender: type, instance: object) -> bool:
    """Also of a page that was loaded and saved as a plain Page, as some of Wagtail's screens do."""
    if sender is Page:
        return issubclass(instance.specific_class or Page, BookablePageMixin)
    return issubclass(sender, BookablePageMixin)


def _name_programme(page: Page) -> None:
    programme, created = Programme.objects.get_or_create(
        pk=page.translation_key, defaults={"name": page.title, "is_public": page.live}
    )
    if created or not page.live or programme.name == page.title:
        return
    if page.locale.language_code == settings.LANGUAGE_CODE:
        Programme.objects.filter(pk=programme.pk).update(name=page.title)


@receiver(post_delete, sender=Page, dispatch_uid="events.forget_page")
def forget_page(sender: type, instance: Page, **kwargs: object) -> None:
    """The last published page of a programme is deleted: visitors can't book it any more. 1 to 3 queries.

    Of the plain page: its row goes last, after that of its own type.
    """
    follow_pages(programme_key=instance.translation_key)
