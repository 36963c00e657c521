"""Static files in production."""

from functools import lru_cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class KeptManifestStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's, with the addresses remembered: a page asks for those of its icons twenty times."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.url = lru_cache(maxsize=2000)(super().url)
