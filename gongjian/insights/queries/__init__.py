"""What the pages of this context show."""

from .books import (
    About,
    Progress,
    book_for,
    books_about,
    facts_of,
    is_small,
    is_whole,
    key_of,
    months,
    next_part,
    parties_of,
    period_of,
    progress_of,
    reports_due,
    subscribers,
    title_of,
    waiting,
    wants_report,
    year_words,
    years,
)
from .burden import Burden, burden
from .figures import KEYS as SIGNALS
from .figures import PUBLIC, Signal, definitions, signals_of
from .governance import Governance, communities, community_for, governance
from .pages import (
    OrganizationPage,
    PartnershipPage,
    organization_for,
    organization_page,
    overview,
    pairs_of,
    partnership_for,
    partnership_page,
    results_of,
)
from .periods import KEYS, Period, month_before, period
from .planning import Planning, planning, prepared_by
from .promises import COUNTERS, kept_commitments, promise_rows
from .quiet import fallen_quiet, signs_of_life, stirring
from .rows import RowSet, rows_of
from .scopes import OrganizationScope, PartnershipScope, Scope
from .screen import Screen, screen
from .sheet import activity_for, sheet_facts
from .sheet import parties as sheet_parties
from .weakness import Weakness, weakest

__all__ = [
    "COUNTERS",
    "KEYS",
    "PUBLIC",
    "SIGNALS",
    "About",
    "Burden",
    "Governance",
    "OrganizationPage",
    "OrganizationScope",
    "PartnershipPage",
    "PartnershipScope",
    "Period",
    "Planning",
    "Progress",
    "RowSet",
    "Scope",
    "Screen",
    "Signal",
    "Weakness",
    "activity_for",
    "book_for",
    "books_about",
    "burden",
    "communities",
    "community_for",
    "definitions",
    "facts_of",
    "fallen_quiet",
    "governance",
    "is_small",
    "is_whole",
    "kept_commitments",
    "key_of",
    "month_before",
    "months",
    "next_part",
    "organization_for",
    "organization_page",
    "overview",
    "pairs_of",
    "parties_of",
    "partnership_for",
    "partnership_page",
    "period",
    "period_of",
    "planning",
    "prepared_by",
    "progress_of",
    "promise_rows",
    "reports_due",
    "results_of",
    "rows_of",
    "screen",
    "sheet_facts",
    "sheet_parties",
    "signals_of",
    "signs_of_life",
    "stirring",
    "subscribers",
    "title_of",
    "waiting",
    "wants_report",
    "weakest",
    "year_words",
    "years",
]
