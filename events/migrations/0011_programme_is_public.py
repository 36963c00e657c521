from django.db import migrations, models
from django.db.models import Exists, OuterRef


def follow_pages(apps, schema_editor):
    """Programmes with pages of which none is published are not public; without any page they stay so."""
    Page = apps.get_model("wagtailcore", "Page")
    pages = Page.objects.filter(translation_key=OuterRef("pk"))
    published = pages.filter(live=True, alias_of=None)
    Programme = apps.get_model("events", "Programme")
    Programme.objects.filter(Exists(pages), ~Exists(published)).update(is_public=False)


class Migration(migrations.Migration):

    dependencies = [
        ("events", "0010_desk_waiting_and_reasons"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AddField(
            model_name="programme",
            name="is_public",
            field=models.BooleanField(
                db_default=True,
                default=True,
                editable=False,
                help_text="Whether a page of it is published, in any language: only then visitors can book.",
                verbose_name="published",
            ),
        ),
        migrations.RunPython(follow_pages, migrations.RunPython.noop),
    ]
