"""Models of the factories app, by subject."""

from .catalogue import CataloguePage
from .sectors import Sector
from .translating import GlossaryTerm, TranslationTask
from .visitable import DataCentreTourPage, FactoryPage, VisitablePage

__all__ = [
    "CataloguePage",
    "DataCentreTourPage",
    "FactoryPage",
    "GlossaryTerm",
    "Sector",
    "TranslationTask",
    "VisitablePage",
]
