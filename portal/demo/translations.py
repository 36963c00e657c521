"""Makes the demo's English pages true translations: translators can work on them at once.

wagtail-localize would ask for every text on its own, some 25,000 queries; here it is a few statements.
"""

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Max, Model
from modelcluster.models import ClusterableModel, get_serializable_data_for_fields
from wagtail.models import Locale, Page
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    SegmentOverride,
    String,
    StringSegment,
    StringTranslation,
    Template,
    TemplateSegment,
    TranslatableObject,
    Translation,
    TranslationContext,
    TranslationLog,
    TranslationSource,
    get_schema_version,
)
from wagtail_localize.segments import (
    OverridableSegmentValue,
    RelatedObjectSegmentValue,
    StringSegmentValue,
    TemplateSegmentValue,
)
from wagtail_localize.segments.extract import extract_segments

from events.models import Edition
from factories.models import FactoryPage, Sector, TranslationTask
from home.models import Menu, Topic

from .content_files import read
from .users import DEMO_USERS

SNIPPETS = (Sector, Topic, Menu)
BATCH = 500


@dataclass
class Pair:
    """A page or snippet and its translation."""

    source: Model
    target: Model
    record: TranslationSource | None = None
    segments: list = field(default_factory=list)
    theirs: list = field(default_factory=list)

    @property
    def key(self) -> uuid.UUID:
        return self.source.translation_key


def load_translations(edition: Edition, now: dt.datetime) -> int:
    """Record every pair that is none of wagtail-localize's yet; returns how many. About 40 queries."""
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    known = set(TranslationSource.objects.values_list("object_id", flat=True))
    pairs = [pair for pair in _pairs(locales["it"], locales["en"]) if pair.key not in known]
    if pairs:
        _Recorder(pairs, locales["it"], locales["en"]).record()
        _age(locales["it"], locales["en"], edition, now)
    return len(pairs)


def _pairs(italian: Locale, english: Locale) -> Iterable[Pair]:
    pages = Page.objects.filter(depth__gt=1, alias_of=None).specific()
    rows: list[Model] = [*pages]
    for model in SNIPPETS:
        rows += model.objects.all()
    by_locale = {
        locale.pk: {(type(row), row.translation_key): row for row in rows if row.locale_id == locale.pk}
        for locale in (italian, english)
    }
    for key, row in by_locale[italian.pk].items():
        if key in by_locale[english.pk]:
            yield Pair(row, by_locale[english.pk][key])


def _as_json(row: Model) -> str:
    if isinstance(row, ClusterableModel):
        return row.to_json()
    return json.dumps(get_serializable_data_for_fields(row), cls=DjangoJSONEncoder)


class _Recorder:
    """Writes what wagtail-localize knows of the pairs, table by table."""

    def __init__(self, pairs: list[Pair], italian: Locale, english: Locale) -> None:
        self.pairs, self.italian, self.english = pairs, italian, english
        for pair in pairs:
            pair.segments, pair.theirs = extract_segments(pair.source), extract_segments(pair.target)

    def record(self) -> None:
        self._sources()
        self._translations()
        self.contexts = self._contexts()
        values = [value for pair in self.pairs for value in pair.segments]
        self.strings = self._strings(v.string.data for v in values if isinstance(v, StringSegmentValue))
        self.templates = self._templates()
        self._segments()
        self._words()
        # Nothing is newer than what is online.
        keys = [pair.key for pair in self.pairs]
        english = Page.objects.filter(translation_key__in=keys, locale=self.english)
        english.update(last_published_at=StringTranslation.objects.aggregate(at=Max("updated_at"))["at"])

    def _sources(self) -> None:
        types = {type(p.source): ContentType.objects.get_for_model(type(p.source)) for p in self.pairs}
        roots = {
            kind: ContentType.objects.get_for_model(kind.get_translation_model()) for kind in types
        }  # fmt: skip
        objects = {p.key: roots[type(p.source)] for p in self.pairs}
        # What pages refer to has a row of its own, even where nobody translates it.
        for pair in self.pairs:
            related = (v for v in pair.segments if isinstance(v, RelatedObjectSegmentValue))
            objects |= {value.translation_key: value.content_type for value in related}
        rows = [TranslatableObject(translation_key=key, content_type=kind) for key, kind in objects.items()]
        TranslatableObject.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
        schemas = {kind: get_schema_version(kind._meta.app_label) for kind in types}
        moment = max(p.source.last_published_at for p in self.pairs if isinstance(p.source, Page))
        for p in self.pairs:
            p.record = TranslationSource(
                object_id=p.key,
                specific_content_type=types[type(p.source)],
                locale=self.italian,
                object_repr=str(p.source)[:200],
                content_json=_as_json(p.source),
                schema_version=schemas[type(p.source)],
                last_updated_at=moment,
            )
        TranslationSource.objects.bulk_create([p.record for p in self.pairs], batch_size=BATCH)

    def _translations(self) -> None:
        rows = [Translation(source=p.record, target_locale=self.english) for p in self.pairs]
        Translation.objects.bulk_create(rows, batch_size=BATCH)

    def _contexts(self) -> dict[tuple[uuid.UUID, str], TranslationContext]:
        wanted = {(p.key, value.path) for p in self.pairs for value in p.segments}
        rows = [
            TranslationContext(object_id=key, path=path, path_id=TranslationContext._get_path_id(path))
            for key, path in sorted(wanted, key=str)
        ]
        TranslationContext.objects.bulk_create(rows, batch_size=BATCH)
        return {(row.object_id, row.path): row for row in rows}

    def _strings(self, texts: Iterable[str]) -> dict[str, String]:
        wanted = {String._get_data_hash(text): text for text in texts}
        rows = [String(locale=self.italian, data=text, data_hash=digest) for digest, text in wanted.items()]
        String.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
        stored = String.objects.filter(locale=self.italian)
        return {row.data: row for row in stored if row.data_hash in wanted}

    def _templates(self) -> dict[str, Template]:
        rows = {}
        for pair in self.pairs:
            for value in pair.segments:
                if isinstance(value, TemplateSegmentValue):
                    space = uuid.uuid5(Template.BASE_UUID_NAMESPACE, value.format)
                    digest = uuid.uuid5(space, value.template)
                    rows[digest] = Template(
                        uuid=digest,
                        template=value.template,
                        template_format=value.format,
                        string_count=value.string_count,
                    )
        Template.objects.bulk_create(rows.values(), batch_size=BATCH, ignore_conflicts=True)
        return {row.template: row for row in Template.objects.all()}

    def _segments(self) -> None:
        made = defaultdict(list)
        for pair in self.pairs:
            for value in pair.segments:
                common = {
                    "source": pair.record,
                    "context": self.contexts[pair.key, value.path],
                    "order": value.order,
                }
                if isinstance(value, TemplateSegmentValue):
                    made[TemplateSegment].append(
                        TemplateSegment(template=self.templates[value.template], **common)
                    )
                elif isinstance(value, RelatedObjectSegmentValue):
                    made[RelatedObjectSegment].append(
                        RelatedObjectSegment(object_id=value.translation_key, **common)
                    )
                elif isinstance(value, OverridableSegmentValue):
                    data = json.dumps(value.data, cls=DjangoJSONEncoder)
                    made[OverridableSegment].append(OverridableSegment(data_json=data, **common))
                else:
                    attrs = json.dumps(value.attrs, cls=DjangoJSONEncoder)
                    string = self.strings[value.string.data]
                    made[StringSegment].append(StringSegment(string=string, attrs=attrs, **common))
        for model, rows in made.items():
            model.objects.bulk_create(rows, batch_size=BATCH)

    def _words(self) -> None:
        """The English texts, each beside the Italian one of the same place; and other addresses."""
        translations, overrides = {}, []
        for pair in self.pairs:
            mine, theirs = _by_path(pair.segments), _by_path(pair.theirs)
            for path, texts in mine.items():
                english = theirs.get(path, [])
                if len(english) != len(texts):
                    continue  # other paragraphs than the Italian page: for the translators to settle
                for text, other in zip(texts, english, strict=True):
                    row = StringTranslation(
                        translation_of=self.strings[text],
                        locale=self.english,
                        context=self.contexts[pair.key, path],
                        data=other,
                        translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
                    )
                    translations.setdefault((text, pair.key, path), row)
            overrides += self._overrides(pair)
        StringTranslation.objects.bulk_create(translations.values(), batch_size=BATCH)
        SegmentOverride.objects.bulk_create(overrides, batch_size=BATCH)

    def _overrides(self, pair: Pair) -> list[SegmentOverride]:
        theirs = {v.path: v.data for v in pair.theirs if isinstance(v, OverridableSegmentValue)}
        return [
            SegmentOverride(
                locale=self.english,
                context=self.contexts[pair.key, value.path],
                data_json=json.dumps(theirs[value.path], cls=DjangoJSONEncoder),
            )
            for value in pair.segments
            if isinstance(value, OverridableSegmentValue) and theirs.get(value.path, value.data) != value.data
        ]


def _by_path(values: list) -> dict[str, list[str]]:
    texts = defaultdict(list)
    for value in values:
        if isinstance(value, StringSegmentValue):
            texts[value.path].append(value.string.data)
    return texts


def _age(italian: Locale, english: Locale, edition: Edition, now: dt.datetime) -> None:
    """Let some Italian texts have changed since they were translated, and ask the translator for them."""
    translator = get_user_model().objects.filter(username=DEMO_USERS[3].username).first()
    due = now.date() + dt.timedelta(days=7)
    for number, entry in enumerate(read("translations")["earlier"]):
        page = FactoryPage.objects.get(slug=entry["plant"], locale=italian)
        rows = StringTranslation.objects.filter(context__object_id=page.translation_key, locale=english)
        row = rows.select_related("translation_of").get(context__path=entry["field"])
        before = row.translation_of.data.replace(entry["now"], entry["was"])
        row.translation_of, _created = String.objects.get_or_create(
            locale=italian, data_hash=String._get_data_hash(before), defaults={"data": before}
        )
        StringTranslation.objects.filter(pk=row.pk).update(translation_of=row.translation_of)
        TranslationTask.objects.update_or_create(
            subject=f"page:{page.translation_key}",
            locale=english,
            defaults={
                "assignee": translator if number < 2 else None,
                "due": due if due < edition.first_day else None,
            },
        )


def remove_translations() -> None:
    """Forget all of it, before the pages go: page by page it would take thousands of queries."""
    for model in (
        StringTranslation,
        SegmentOverride,
        StringSegment,
        TemplateSegment,
        RelatedObjectSegment,
        OverridableSegment,
        TranslationLog,
        Translation,
        TranslationSource,
        TranslationContext,
        TranslatableObject,
        String,
        Template,
        TranslationTask,
    ):
        model.objects.all()._raw_delete(model.objects.db)
