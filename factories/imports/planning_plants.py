"""Which plants a file creates and changes, and how other rows name a plant."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from factories.models import DataCentreTourPage, FactoryPage, ImportedRow, RowKind
from factories.municipalities import normalise

from .checking import Row
from .planning import Action, Change, Plan, Step, differences, draft_of

NOT_ON_THE_PAGE = {"key", "editions", "source"}
"""Named in the introduction of a new page, or kept for whoever reads the file."""


@dataclass(frozen=True)
class Plant:
    """A plant that other rows may name: a page, or a step that will create one."""

    pk: int | None
    title: str
    slug: str
    key: str
    province: str
    programme_key: object
    step: Step | None = None

    @cached_property
    def plain(self) -> str:
        """Its title without what nobody types alike; made once, for some thousand rows ask."""
        return normalise(self.title)

    @property
    def reference(self) -> str:
        """Names it in a plan's fingerprint, whether it exists already or not."""
        return str(self.pk or self.key)


def page_values(page: FactoryPage) -> dict[str, object]:
    """What a page says, by the names of the file's columns. 1 query if its sector is not loaded."""
    names = ("address", "municipality", "province", "latitude", "longitude", "introduction")
    names += ("safety_text", "access_text", "reach_text", "step_free", "photos_allowed")
    names += ("identity_required", "lent", "founded", "website")
    values: dict[str, object] = {name: getattr(page, name) for name in names}
    values["introduction"] = str(values["introduction"])
    return {**values, "name": page.title, "sector": page.sector.key if page.sector else ""}


class Plants:
    """Plans plants. 5 queries, and none per row."""

    def __init__(self, plan: Plan) -> None:
        self.plan_so_far = plan
        locale = plan.catalogue.locale
        self.known: list[Plant] = []
        for model in (FactoryPage, DataCentreTourPage):
            pages = model.objects.filter(locale=locale, alias_of=None).order_by("pk")
            fields = ("pk", "title", "slug", "external_key", "province", "translation_key")
            self.known += [Plant(*values) for values in pages.values_list(*fields)]

    def plan(self, rows: list[Row]) -> None:
        """A step for each row that can be done, a problem for each that cannot."""
        by_key = {plant.key: plant for plant in self.known if plant.key}
        by_slug = {plant.slug: plant for plant in self.known}
        matches = {row.number: by_key.get(row.key) or by_slug.get(row.key) for row in rows}
        pages = self._load([plant.pk for plant in matches.values() if plant])
        imported = dict(
            ImportedRow.objects.filter(kind=RowKind.PLANT, page__in=pages).values_list("page_id", "values")
        )
        done: set[int] = set()
        for row in rows:
            plant = matches[row.number]
            if plant is None:
                self._create(row)
            elif plant.pk not in pages or plant.pk in done:
                self._refuse(row, _("This code belongs to another page."))
            else:
                done.add(plant.pk)
                self._compare(row, pages[plant.pk], imported.get(plant.pk))

    @staticmethod
    def _load(keys: list[int]) -> dict[int, FactoryPage]:
        pages = FactoryPage.objects.filter(pk__in=keys)
        return {page.pk: page for page in pages.select_related("latest_revision", "sector", "locale")}

    def _refuse(self, row: Row, message: str, name: str = "key") -> None:
        self.plan_so_far.problems.append(row.problem(message, name))

    def _create(self, row: Row) -> None:
        name, province = normalise(str(row.values["name"])), row.values["province"]
        for plant in self.known:
            if plant.step is None and (plant.plain, plant.province) == (name, province):
                text = _(
                    "There is a page of this name in this province: to change it, write its code “%(code)s”."
                )
                self._refuse(row, text % {"code": plant.key or plant.slug}, "name")
                return
        step = Step(row)
        self.plan_so_far.steps.append(step)
        title = str(row.values["name"])
        self.known.append(Plant(None, title, "", row.key, str(province), None, step))

    def _compare(self, row: Row, page: FactoryPage, known: dict | None) -> None:
        draft = draft_of(page)
        given = {name: value for name, value in row.values.items() if name not in NOT_ON_THE_PAGE}
        current = page_values(draft)
        changes = differences(given, current, known)
        moved = {"municipality", "province"} & changes.keys()
        if moved and row.centre and "latitude" not in given:
            for name, value in zip(("latitude", "longitude"), row.centre, strict=True):
                if current[name] != value:
                    changes[name] = Change(current[name], value)
        if changes and page.locked:
            self._refuse(row, _("This page is locked: somebody is keeping it from being changed."), "name")
            return
        action = Action.UPDATE if changes else Action.UNCHANGED
        self.plan_so_far.steps.append(Step(row, action, changes, target=page, known=known))

    def find(self, written: str) -> list[Plant]:
        """The plants that a row may mean: by code, else by slug, else by name."""
        word, plain = written.casefold(), normalise(written)
        for found in (
            [plant for plant in self.known if plant.key and plant.key == word],
            [plant for plant in self.known if plant.slug and plant.slug == word],
            [plant for plant in self.known if plant.plain == plain],
        ):
            if found:
                return found
        return []
