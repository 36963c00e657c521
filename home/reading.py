"""How long a text takes to read."""

import math

WORDS_PER_MINUTE = 200
"""A calm reader of Italian or English (Brysbaert 2019: 238 for English non-fiction, less on screens)."""


def reading_minutes(text: str) -> int:
    """Minutes to read a plain text, rounded up, one at least."""
    return max(1, math.ceil(len(text.split()) / WORDS_PER_MINUTE))
