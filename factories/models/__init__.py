"""Models of the factories app, by subject."""

from factories.applications.models import (
    ApplicationEntry,
    ApplicationLink,
    ApplicationPicture,
    ApplicationWindow,
    OfferedVisit,
    PlantApplication,
)

from .catalogue import CataloguePage
from .imports import ImportBatch, ImportedRow, ImportState, RowKind
from .sectors import Sector
from .translating import GlossaryTerm, TranslationTask
from .visitable import DataCentreTourPage, FactoryPage, VisitablePage

__all__ = [
    "ApplicationEntry",
    "ApplicationLink",
    "ApplicationPicture",
    "ApplicationWindow",
    "CataloguePage",
    "DataCentreTourPage",
    "FactoryPage",
    "GlossaryTerm",
    "ImportBatch",
    "ImportState",
    "ImportedRow",
    "OfferedVisit",
    "PlantApplication",
    "RowKind",
    "Sector",
    "TranslationTask",
    "VisitablePage",
]
