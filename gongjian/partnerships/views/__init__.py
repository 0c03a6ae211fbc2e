"""Pages of needs, claims, resources, agreements and projects."""

from . import (
    agreements,
    ask,
    bookings,
    cases,
    claims,
    conveniences,
    lists,
    needs,
    parties,
    projects,
    resources,
    work,
)

__all__ = [
    "agreements",
    "ask",
    "bookings",
    "cases",
    "claims",
    "conveniences",
    "lists",
    "needs",
    "parties",
    "projects",
    "resources",
    "work",
]
