"""What the pages of this context show."""

from .figures import KEYS as SIGNALS
from .figures import PUBLIC, Signal, definitions, signals_of
from .pages import (
    OrganizationPage,
    PartnershipPage,
    organization_for,
    organization_page,
    overview,
    pairs_of,
    partnership_for,
    partnership_page,
)
from .periods import KEYS, Period, period
from .rows import RowSet, rows_of
from .scopes import OrganizationScope, PartnershipScope, Scope
from .weakness import Weakness, weakest

__all__ = [
    "KEYS",
    "PUBLIC",
    "SIGNALS",
    "OrganizationPage",
    "OrganizationScope",
    "PartnershipPage",
    "PartnershipScope",
    "Period",
    "RowSet",
    "Scope",
    "Signal",
    "Weakness",
    "definitions",
    "organization_for",
    "organization_page",
    "overview",
    "pairs_of",
    "partnership_for",
    "partnership_page",
    "period",
    "rows_of",
    "signals_of",
    "weakest",
]
