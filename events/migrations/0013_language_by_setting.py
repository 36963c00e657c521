import events.languages
from django.db import migrations, models


def asks_the_setting(model):
    field = models.CharField(
        default=events.languages.first_language, max_length=10, verbose_name="language"
    )
    return migrations.AlterField(model_name=model, name="language", field=field)


class Migration(migrations.Migration):
    """The default is asked when a row is made; the tables know nothing of it and stay as they are."""

    dependencies = [
        ("events", "0012_messages_by_worker"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[asks_the_setting(model) for model in ("booking", "surveyanswer", "waitentry")]
        ),
    ]
