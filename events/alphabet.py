"""The order in which people look for names."""

import unicodedata


def alphabetical(name: str) -> tuple[str, str]:
    """A key for sorting: word by word, whatever accents, capitals, apostrophes and hyphens there are.

    The same in every language and on every database: "Àrea" comes before "Banca", "Agliè" before "Agrate",
    "San Mauro" before "Sana". Names that differ in accents alone keep a fixed order.
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(
        char if char.isalnum() else " " for char in decomposed if not unicodedata.combining(char)
    )
    return " ".join(letters.split()), name
