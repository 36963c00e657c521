"""Models of the factories app, by subject."""

from .catalogue import CataloguePage
from .imports import ImportBatch, ImportedRow, ImportState, RowKind
from .sectors import Sector
from .translating import GlossaryTerm, TranslationTask
from .visitable import DataCentreTourPage, FactoryPage, VisitablePage

__all__ = [
    "CataloguePage",
    "DataCentreTourPage",
    "FactoryPage",
    "GlossaryTerm",
    "ImportBatch",
    "ImportState",
    "ImportedRow",
    "RowKind",
    "Sector",
    "TranslationTask",
    "VisitablePage",
]
