"""Activities, shifts, seats."""

from .activities import ADULT, KEPT_SIDES, Activity, ActivityQuerySet, Shift, ShiftQuerySet, new_code_key
from .bigdays import COLUMNS, ROWS, BigDay, Stall, Team
from .fairness import Correction, Dispute, Rating
from .minors import GuardianConsent
from .plans import Feed, Plan, new_token
from .seats import Press, SignUp, SignUpQuerySet, overseen
from .words import Tell, Verb

__all__ = [
    "ADULT",
    "COLUMNS",
    "KEPT_SIDES",
    "ROWS",
    "Activity",
    "ActivityQuerySet",
    "BigDay",
    "Correction",
    "Dispute",
    "Feed",
    "GuardianConsent",
    "Plan",
    "Press",
    "Rating",
    "Shift",
    "ShiftQuerySet",
    "SignUp",
    "SignUpQuerySet",
    "Stall",
    "Team",
    "Tell",
    "Verb",
    "new_code_key",
    "new_token",
    "overseen",
]
