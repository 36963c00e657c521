"""The language that stands where nobody chose one."""

from django.conf import settings


def first_language() -> str:
    """The site's first language, asked when a row is made: another first language is no migration."""
    return settings.LANGUAGE_CODE
