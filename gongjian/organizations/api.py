"""Organisations for partner systems: what everybody may know of them."""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from gongjian.core.wire import LARGEST, Wanted, after, word_of

from . import queries
from .models import Organization, Side

router = Router()
Kind = Annotated[str, *word_of(Organization.Kind)]
WhichSide = Annotated[str, *word_of(Side)]


class OrganizationOut(Schema):
    """An organisation. `phone` is its public number; no person is named."""

    id: int
    kind: Kind
    side: WhichSide
    name: str
    short_name: str
    parent_id: int | None
    about: str
    strengths: list[str]
    phone: str
    opened_on: dt.date
    closed_on: dt.date | None


class OrganizationPage(Schema):
    """One page; `next` is the cursor of the page after it."""

    items: list[OrganizationOut]
    next: str | None


class OrganizationsWanted(Wanted):
    kind: Kind | None = None
    side: WhichSide | None = None
    under: int | None = Field(None, ge=1, le=LARGEST, description="only this organisation and those below it")


@router.get(
    "", response=OrganizationPage, operation_id="list_organizations", summary="Organisations, by number"
)
def list_organizations(request: HttpRequest, wanted: Query[OrganizationsWanted]) -> dict[str, Any]:
    by = request.auth  # type: ignore[attr-defined]
    rows = queries.api_rows(by, kind=wanted.kind, side=wanted.side, under=wanted.under)
    items, following = after(rows, wanted.cursor, wanted.limit)
    return {"items": items, "next": following}


@router.get(
    "/{int:pk}", response=OrganizationOut, operation_id="get_organization", summary="One organisation"
)
def get_organization(request: HttpRequest, pk: int) -> Organization:
    return queries.api_row(request.auth, pk)  # type: ignore[attr-defined]
