"""Published activities that everybody may join, for partner systems: never a contact person or who signed up."""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from gongjian.core.wire import LARGEST, Wanted, after, moment, word_of
from gongjian.partnerships.models import Category

from .models import Activity
from .queries import public

router = Router()
Kind = Annotated[str, *word_of(Activity.Kind)]
State = Annotated[str, *word_of(Activity.State)]
Subject = Annotated[str, *word_of(Category)]


class SideOut(Schema):
    id: int
    name: str


class ShiftOut(Schema):
    """A stretch of time with places; `left` is how many are free."""

    id: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    capacity: int
    left: int


class ActivityOut(Schema):
    """A published activity with its shifts."""

    id: int
    kind: Kind
    state: State
    category: Subject
    title: str
    words: str
    organizer: SideOut
    partner: SideOut | None
    project_id: int | None
    where: str
    skills: list[str]
    published_at: dt.datetime | None
    shifts: list[ShiftOut]

    @staticmethod
    def resolve_shifts(activity: Activity) -> list[Any]:
        return list(activity.shifts.all())


class ActivityPage(Schema):
    """One page; `next` is the cursor of the page after it."""

    items: list[ActivityOut]
    next: str | None


class ActivitiesWanted(Wanted):
    state: State | None = None
    kind: Kind | None = None
    organizer: int | None = Field(None, ge=1, le=LARGEST)
    starts_after: dt.datetime | None = Field(
        None, description="with a shift that starts at this moment or later"
    )


@router.get(
    "", response=ActivityPage, operation_id="list_activities", summary="Published activities, by number"
)
def list_activities(request: HttpRequest, wanted: Query[ActivitiesWanted]) -> dict[str, Any]:
    rows = public.api_rows(
        request.auth,  # type: ignore[attr-defined]
        starts_after=moment(wanted.starts_after),
        state=wanted.state,
        kind=wanted.kind,
        organizer_id=wanted.organizer,
    )
    items, following = after(rows, wanted.cursor, wanted.limit)
    return {"items": items, "next": following}


@router.get("/{int:pk}", response=ActivityOut, operation_id="get_activity", summary="One published activity")
def get_activity(request: HttpRequest, pk: int) -> Activity:
    return public.api_row(request.auth, pk)  # type: ignore[attr-defined]
