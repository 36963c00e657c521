"""What visitors said, for the staff. Each docstring says what it costs in queries."""

from dataclasses import dataclass

from django.db.models import Avg, Count, QuerySet

from .models import Edition, SurveyAnswer
from .models.surveys import MOST_STARS


@dataclass(frozen=True)
class Share:
    """How many answers chose one of the answers."""

    label: str
    count: int
    percent: int


@dataclass(frozen=True)
class ProgrammeResult:
    """The answers about one plant."""

    name: str
    count: int
    average: float


@dataclass(frozen=True)
class SurveyResults:
    """All answers of an edition, summed up."""

    count: int
    average: float | None
    stars: list[Share]
    difficulty: list[Share]


def answers(edition: Edition | None) -> QuerySet[SurveyAnswer]:
    """The answers about an edition's visits; none without an edition. No query yet."""
    return (
        SurveyAnswer.objects.filter(slot__visit__edition=edition) if edition else SurveyAnswer.objects.none()
    )


def survey_results(edition: Edition | None) -> SurveyResults:
    """Average and distributions, choices nobody took included. 3 queries."""
    total = answers(edition).aggregate(count=Count("pk"), average=Avg("stars"))
    count = total["count"] or 0
    stars = [(n, str(n)) for n in range(MOST_STARS, 0, -1)]
    return SurveyResults(
        count=count,
        average=total["average"],
        stars=_shares(edition, "stars", stars),
        difficulty=_shares(edition, "difficulty", SurveyAnswer.Difficulty.choices),
    )


def _shares(edition: Edition | None, column: str, choices: list[tuple]) -> list[Share]:
    found = dict(answers(edition).order_by().values_list(column).annotate(n=Count("pk")))
    # Of those who answered this question: it may be left out.
    all_of_them = sum(found.get(value, 0) for value, _label in choices)
    return [
        Share(str(label), found.get(value, 0), round(100 * found.get(value, 0) / max(all_of_them, 1)))
        for value, label in choices
    ]


def results_by_programme(edition: Edition | None) -> list[ProgrammeResult]:
    """Average and number of answers per plant, the best first. 1 query."""
    rows = (
        answers(edition)
        .order_by()
        .values_list("slot__programme__name")
        .annotate(n=Count("pk"), average=Avg("stars"))
        .order_by("-average", "-n", "slot__programme__name")
    )
    return [ProgrammeResult(name, count, average) for name, count, average in rows]


def latest_comments(edition: Edition | None, most: int = 50) -> list[SurveyAnswer]:
    """The latest free texts, with their slot and plant. 1 query."""
    written = answers(edition).exclude(comment="").select_related("slot__programme", "slot__visit")
    return list(written.order_by("-created_at", "-pk")[:most])
