"""A file of plants that was uploaded and checked, not imported: what the import's report looks like."""

import datetime as dt
import io

from django.contrib.auth import get_user_model

from events.models import Edition
from events.spreadsheets import write_xlsx
from factories.imports import batches, template_file
from factories.models import ImportBatch

FILE = "nuove-adesioni.xlsx"
UPLOADED_BY = "pubblica"


def load_imports(edition: Edition, now: dt.datetime) -> None:
    """Upload the filled example as the demo's publisher, once. `now` is aware. About 25 queries."""
    if ImportBatch.objects.filter(file_name=FILE).exists():
        return
    content = io.BytesIO()
    write_xlsx(template_file.tables(example=True, day=edition.first_day), content)
    user = get_user_model().objects.filter(username=UPLOADED_BY).first()
    batches.upload(name=FILE, content=content.getvalue(), user=user, now=now)


def remove_imports() -> None:
    """Delete all files of the import: what they made goes with the demo's pages. 2 queries."""
    ImportBatch.objects.all().delete()
