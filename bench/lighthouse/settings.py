"""Production settings, with the pictures that a web server in front would give (docs/operations.md).

Only pictures: `bench.lighthouse` makes a folder with nothing else in it.
"""

from portal.settings.production import *  # noqa: F403
from portal.settings.production import VAR_DIR

WHITENOISE_ROOT = VAR_DIR / "front"
WHITENOISE_MAX_AGE = 30 * 24 * 3600
