"""Slots remember the start their plan gave them, and whether they were closed; one notice more.

Only adds: code that knows none of it goes on making, moving and withdrawing slots meanwhile. Rows
it makes have an empty `planned_at`, which is read as "where it stands".
"""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def fill_planned_at(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until now a slot's plan was asked for the time where it stands. 1 query."""
    slots = apps.get_model("events", "Slot").objects.using(schema_editor.connection.alias)
    slots.filter(planned_at=None).update(planned_at=F("starts_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0002_survey_retention_claims'),
    ]

    operations = [
        migrations.AddField(
            model_name='slot',
            name='planned_at',
            field=models.DateTimeField(blank=True, editable=False, help_text="The start its visit's days and times gave it; staff may have moved it since.", null=True, verbose_name='planned for'),
        ),
        migrations.AddField(
            model_name='slot',
            name='was_closed',
            field=models.BooleanField(db_default=False, default=False, editable=False, help_text='Closed when it was withdrawn: it comes back as it went.', verbose_name='was closed'),
        ),
        migrations.RunPython(fill_planned_at, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('confirmed', 'booking confirmed'), ('changed', 'people or contacts changed'), ('moved', 'moved to another time'), ('cancelled', 'cancelled by the visitor'), ('cancelled_by_staff', 'cancelled by the staff'), ('waiting', 'on the waiting list'), ('waiting_ended', 'slot cancelled while waiting'), ('offer', 'places offered'), ('offer_expired', 'offer expired'), ('reminder', 'still coming?'), ('day_before', 'practical sheet'), ('thanks', 'thanks and survey')], max_length=20, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='slot',
            constraint=models.UniqueConstraint(fields=('visit', 'planned_at'), name='slot_once_per_planned_start'),
        ),
    ]
