"""Pages of this context."""

from .books import book, organization_books, partnership_books, sheet
from .effect import (
    burden,
    definitions,
    index,
    organization,
    organization_rows,
    partnership,
    partnership_rows,
    planning,
    promise_rows,
    results,
)
from .governance import communities, governance
from .screens import organization_screen, partnership_screen

__all__ = [
    "book",
    "burden",
    "communities",
    "definitions",
    "governance",
    "index",
    "organization",
    "organization_books",
    "organization_rows",
    "organization_screen",
    "partnership",
    "partnership_books",
    "partnership_rows",
    "partnership_screen",
    "planning",
    "promise_rows",
    "results",
    "sheet",
]
