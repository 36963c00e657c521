"""The setting SITE_LANGUAGES, read: codes become names."""

from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def named_languages(codes: list[str]) -> list[tuple[str, Promise]]:
    """Code and name (translated when shown) of each language, as Django and Wagtail want them.

    Raises ImproperlyConfigured for an empty list, a code given twice, and what Django knows no
    language by. Codes have two letters: addresses, catalogues and texts know no country.
    """
    unknown = [code for code in codes if code not in LANG_INFO or len(code) != 2]
    if not codes or unknown or len(set(codes)) != len(codes):
        raise ImproperlyConfigured(
            "SITE_LANGUAGES takes codes of two letters, each once, the first language first: it,en,fr. "
            f"It is {','.join(codes)!r}."
        )
    return [(code, _(LANG_INFO[code]["name"])) for code in codes]


def languages_by_themselves(codes: list[str]) -> list[tuple[str, str]]:
    """Code and name of each language in that language, with a capital: "Italiano", "Français"."""
    names = [(code, LANG_INFO[code]["name_local"]) for code in codes]
    return [(code, name[:1].upper() + name[1:]) for code, name in names]
