"""The words that the portal itself always says in the same way. Staff change them at any time."""

from django.db import migrations

TERMS = [
    ("turno, turni", {"en": "slot, slots"}),
    ("prenotazione, prenotazioni", {"en": "booking, bookings"}),
    ("lista d'attesa, lista d’attesa", {"en": "waiting list"}),
    ("stabilimento, stabilimenti", {"en": "plant, plants, factory, factories"}),
    ("edizione, edizioni", {"en": "edition, editions"}),
]
NAMES = ["Fabbriche Aperte Piemonte", "CSI Piemonte", "Regione Piemonte", "Service Control Room"]


def add_terms(apps, schema_editor):
    model = apps.get_model("factories", "GlossaryTerm")
    for term, translations in TERMS:
        model.objects.get_or_create(term=term, defaults={"translations": translations})
    for name in NAMES:
        model.objects.get_or_create(term=name, defaults={"is_name": True})


class Migration(migrations.Migration):
    dependencies = [("factories", "0002_glossary_and_translation_tasks")]
    operations = [migrations.RunPython(add_terms, migrations.RunPython.noop)]
