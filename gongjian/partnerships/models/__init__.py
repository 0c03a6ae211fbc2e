"""Tables of the three lists, agreements and projects."""

from .agreements import Partnership, Party
from .needs import Category, Claim, DayPart, Need, NeedMessage, Resource, receipt_digest
from .projects import Cycle, Measurement, Project, Target
from .words import Tell, Verb

__all__ = [
    "Category",
    "Claim",
    "Cycle",
    "DayPart",
    "Measurement",
    "Need",
    "NeedMessage",
    "Partnership",
    "Party",
    "Project",
    "Resource",
    "Target",
    "Tell",
    "Verb",
    "receipt_digest",
]
