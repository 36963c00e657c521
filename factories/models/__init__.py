"""Models of the factories app, by subject."""

from .catalogue import CataloguePage
from .imports import ImportBatch, ImportedRow, ImportState, RowKind
from .sectors import Sector
from .visitable import DataCentreTourPage, FactoryPage, VisitablePage

__all__ = [
    "CataloguePage",
    "DataCentreTourPage",
    "FactoryPage",
    "ImportBatch",
    "ImportState",
    "ImportedRow",
    "RowKind",
    "Sector",
    "VisitablePage",
]
