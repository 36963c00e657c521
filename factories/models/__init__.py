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
from .sectors import Sector
from .visitable import DataCentreTourPage, FactoryPage, VisitablePage

__all__ = [
    "ApplicationEntry",
    "ApplicationLink",
    "ApplicationPicture",
    "ApplicationWindow",
    "CataloguePage",
    "DataCentreTourPage",
    "FactoryPage",
    "OfferedVisit",
    "PlantApplication",
    "Sector",
    "VisitablePage",
]
