"""Who gets what at activities, and what the forms of activities are sent: words of their access tables."""

import datetime as dt
from typing import Any

from gongjian.activities import checkin_code
from gongjian.core.clock import now, today

from .rows import Row, each

LOGIN = "/sign-in/"
ALL = [
    "resident", "student", "outsider", "secretary", "other_secretary", "worker", "other_worker",
    "community_secretary", "college", "orgdept", "subdistrict", "operator", "auditor",
]  # fmt: skip
NO_ORGANISER = dict.fromkeys(["resident", "student", "outsider", "operator", "auditor"], 403)
OUTSIDE = ["outsider", "other_secretary", "other_worker", "operator", "auditor"]


def everybody(status: int, **others: int) -> dict[str, int]:
    """The same for everybody who is signed in, but for those named."""
    return {"visitor": 302, "partner_api": 302, **dict.fromkeys(ALL, status), **others}


def posted(url: str, expect: dict[str, int], state: str, **rest: Any) -> list[Row]:
    return each(url, expect, state=state, method="post", **rest)


def login(url: str, state: str = "", method: str = "post") -> Row:
    return Row(url=url, who="visitor", expect=302, state=state, method=method, to=LOGIN)


def plan(world: Any) -> dict[str, Any]:
    """The form of an activity for the branch, as the page sends it."""
    return {
        "organizer": world.org["branch"].pk,
        "project": world.at("project", "running").pk,
        "title": "周六换灯",
        "kind": "service",
        "words": "两人一组。",
        "where": "一号楼前",
        "audience": "everyone",
        "risks": "登高两人同行",
        "contact_name": "周明远",
        "contact_phone": "88001234",
        "shifts-TOTAL_FORMS": "1",
        "shifts-INITIAL_FORMS": "0",
        "shifts-0-day": (today() + dt.timedelta(days=30)).isoformat(),
        "shifts-0-begins": "09:00",
        "shifts-0-ends": "11:00",
        "shifts-0-capacity": "5",
        "shifts-0-waiting_places": "5",
        "shifts-0-break_minutes": "0",
    }


def changed(state: str) -> Any:
    def data(world: Any) -> dict[str, Any]:
        shift = world.at("shift", state)
        return plan(world) | {
            "category": "facilities",
            "shifts-INITIAL_FORMS": "1",
            "shifts-0-pk": shift.pk,
            "shifts-0-break_minutes": "10",
        }

    return data


def a_day(world: Any) -> dict[str, Any]:
    day = (today() + dt.timedelta(days=30)).isoformat()
    return {
        "organizer": world.org["branch"].pk,
        "title": "集市",
        "words": "摆摊",
        "where": "广场",
        "day": day,
    }


def a_stall(world: Any) -> dict[str, Any]:
    return {
        "organizer": world.org["branch"].pk,
        "title": "量血压",
        "category": "health",
        "words": "现场量",
        "row": "C",
        "column": "3",
        "begins": "09:00",
        "ends": "11:00",
        "capacity": "5",
        "risks": "电线",
        "contact_name": "周明远",
        "contact_phone": "88001234",
    }


def code_of(state: str) -> Any:
    return lambda world: {"code": checkin_code.code(world.at("shift", state), now())}


def minutes_of(seat: str) -> Any:
    return lambda world: {f"minutes_{world.at('sign_up', seat).pk}": "60"}


EVERY_WEEK = {"rhythm": "week", "ahead_days": "14"}
RAIN = {"reason": "下大雨"}
SINCE = {"since": (today() - dt.timedelta(days=60)).isoformat(), "until": today().isoformat()}
SEES_DRAFT = dict.fromkeys(
    ["secretary", "worker", "community_secretary", "college", "orgdept", "subdistrict"], 200
)
RUNS_DESK = SEES_DRAFT
OURS_ONLY = {who: 403 for who in SEES_DRAFT if who != "secretary"}
GROUP = {"people": "林知夏"}
ANYBODY = everybody(200, visitor=200, partner_api=200)
SEES_DAY = dict.fromkeys(["secretary", "worker", "community_secretary", "subdistrict"], 200)
NOBODY = everybody(404, visitor=404, partner_api=404)
NOT_OURS_DRAFT = dict.fromkeys(["resident", "student", *OUTSIDE], 404)
