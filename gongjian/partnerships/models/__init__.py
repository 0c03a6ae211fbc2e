"""Tables of the three lists, agreements and projects."""

from .agreements import Partnership, Party
from .amendments import Amendment, AmendmentSignature, Commitment, Promise
from .bookings import Booking, OpeningHours, Weekday
from .cases import Adoption, CaseCard
from .conveniences import Amenity
from .needs import Category, Claim, DayPart, Need, NeedMessage, receipt_digest
from .projects import Cycle, Measurement, Project, Target
from .resources import Resource
from .words import Tell, Verb

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
    "Measurement",
    "Need",
    "NeedMessage",
    "OpeningHours",
    "Partnership",
    "Party",
    "Project",
    "Promise",
    "Resource",
    "Target",
    "Tell",
    "Verb",
    "Weekday",
    "receipt_digest",
]
