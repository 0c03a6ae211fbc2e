"""Published needs for partner systems: never the resident's name or contact."""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from gongjian.core.wire import LARGEST, Wanted, after, moment, word_of

from .models import Category, Need
from .queries import public

router = Router()
Kind = Annotated[str, *word_of(Need.Kind)]
State = Annotated[str, *word_of(Need.State)]
Urgency = Annotated[str, *word_of(Need.Urgency)]
Subject = Annotated[str, *word_of(Category)]


class CommunityOut(Schema):
    id: int
    name: str


class NeedOut(Schema):
    """A need in the words that its neighbourhood has checked. Days and moments are ISO 8601."""

    id: int
    kind: Kind
    state: State
    category: Subject
    title: str
    words: str
    community: CommunityOut
    place: str | None
    beneficiaries: int
    people_wanted: int
    skills: list[str]
    times: list[str]
    urgency: Urgency
    until: dt.date
    published_at: dt.datetime | None
    met_at: dt.datetime | None

    @staticmethod
    def resolve_place(need: Need) -> str | None:
        return need.place.name if need.place else None


class NeedPage(Schema):
    """One page; `next` is the cursor of the page after it."""

    items: list[NeedOut]
    next: str | None


class NeedsWanted(Wanted):
    state: State | None = None
    category: Subject | None = None
    community: int | None = Field(None, ge=1, le=LARGEST)
    published_since: dt.datetime | None = None


@router.get("", response=NeedPage, operation_id="list_needs", summary="Published needs, by number")
def list_needs(request: HttpRequest, wanted: Query[NeedsWanted]) -> dict[str, Any]:
    rows = public.api_rows(
        request.auth,  # type: ignore[attr-defined]
        state=wanted.state,
        category=wanted.category,
        community_id=wanted.community,
        published_at__gte=moment(wanted.published_since),
    )
    items, following = after(rows, wanted.cursor, wanted.limit)
    return {"items": items, "next": following}


@router.get("/{int:pk}", response=NeedOut, operation_id="get_need", summary="One published need")
def get_need(request: HttpRequest, pk: int) -> Need:
    return public.api_row(request.auth, pk)  # type: ignore[attr-defined]
