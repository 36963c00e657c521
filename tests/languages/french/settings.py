"""The settings of the tests with a third language: one more code, one more catalogue, nothing else."""

import os
from pathlib import Path

os.environ["SITE_LANGUAGES"] = "it,en,fr"

from portal.settings.test import *  # noqa: F403
from portal.settings.test import LOCALE_PATHS as OUR_CATALOGUES

LOCALE_PATHS = [Path(os.environ["FRENCH_CATALOGUES"]), *OUR_CATALOGUES]
WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": "tests.languages.french.marks.MarkingTranslator"}
