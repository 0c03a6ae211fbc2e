"""Tables of the three lists, agreements and projects."""

from .agreements import Partnership, Party
from .amendments import Amendment, AmendmentSignature, Commitment, Promise
from .bookings import Booking, OpeningHours, Weekday
from .cases import Adoption, CaseCard
from .conveniences import Amenity
from .kinds import Deliverable, Showcase
from .needs import Category, Claim, DayPart, Need, receipt_digest
from .projects import Cycle, Measurement, Project, Target
from .resources import Resource
from .words import Tell, Verb
from .work import Spending, Task

__all__ = [
    "Adoption",
    "Amendment",
    "AmendmentSignature",
    "Amenity",
    "Booking",
    "CaseCard",
    "Category",
    "Claim",
    "Commitment",
    "Cycle",
    "DayPart",
    "Deliverable",
    "Measurement",
    "Need",
    "OpeningHours",
    "Partnership",
    "Party",
    "Project",
    "Promise",
    "Resource",
    "Showcase",
    "Spending",
    "Target",
    "Task",
    "Tell",
    "Verb",
    "Weekday",
    "receipt_digest",
]
