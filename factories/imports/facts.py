"""What is said of a plant of which only the public facts are known."""

from collections.abc import Iterable

from django.utils.translation import gettext as _


def introduction(municipality: str, province: str, editions: Iterable[int]) -> str:
    """The public facts and nothing else: no rule, no schedule is put in a company's mouth. No query."""
    place = {"municipality": municipality, "province": province}
    sentences = [_("A plant in %(municipality)s (%(province)s).") % place]
    if editions:
        years = ", ".join(str(year) for year in editions)
        sentences.append(_("It took part in Fabbriche Aperte Piemonte in %(years)s.") % {"years": years})
    return " ".join(sentences)
