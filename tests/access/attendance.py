"""Attendance, hours and papers: people on site are their organiser's, a record is its person's and both sides'."""

import datetime as dt
from typing import Any

from gongjian.activities import checkin_code
from gongjian.core.clock import now, today

from .activity_words import (
    NO_ORGANISER,
    OURS_ONLY,
    SEES_DRAFT,
    code_of,
    everybody,
    login,
    posted,
)
from .rows import Row, each

OF = {
    "activities:check_out": "shift",
    "activities:scan": "shift",
    "activities:sheet": "shift",
    "activities:sheet_pdf": "shift",
    "activities:coming": "shift",
    "activities:call_cover": "shift",
    "activities:batch_of_shift": "shift",
    "activities:my_code": "sign_up",
    "activities:record": "sign_up",
    "activities:dispute": "sign_up",
    "activities:correct": "sign_up",
    "activities:accept_late": "sign_up",
    "activities:leave": "sign_up",
    "activities:raise_dispute": "dispute",
    "activities:answer_dispute": "dispute",
    "activities:accept_all_late": "activity",
    "activities:rate": "activity",
    "activities:ratings": "activity",
    "activities:project_ratings": "project",
    "activities:partnership_calendar": "partnership",
}
QUERY_HOLES = ["activities.Dispute"]
UNSEEN_RULES = {
    "activities.still_coming": "the page finds one's own place only, others' answer 404",
    "activities.dispute": "the page finds one's own record only, others' answer 404",
}
BOTH_SIDES = ["student", "secretary", "worker", "community_secretary", "college", "orgdept", "subdistrict"]
OTHER_SIDE = ["worker", "community_secretary", "subdistrict"]
ABOVE_US = ["college", "orgdept"]
DAYS = {"since": (today() - dt.timedelta(days=60)).isoformat(), "until": today().isoformat()}
RIGHT = {"minutes": "90", "why": "核对了签退时间"}


def seat_key(name: str, field: str = "here") -> Any:
    return lambda world: {f"{field}_{world.at('sign_up', name).pk}": "on"}


def own_code(seat: str) -> Any:
    return lambda world: {"text": checkin_code.personal(world.at("sign_up", seat), now())}


def our_days(world: Any) -> dict[str, Any]:
    return {**DAYS, "organization": world.org["branch"].pk}


def organisers(status: int) -> dict[str, int]:
    """The organiser's people, everybody else who sees the activity is refused."""
    return everybody(403, secretary=status)


def seen(status: int, *who: str) -> dict[str, int]:
    """Those named may; others of both sides see the row and are refused; nobody else finds it."""
    return everybody(404, **dict.fromkeys(BOTH_SIDES, 403)) | dict.fromkeys(who, status)


def on_site(url: str) -> list[Row]:
    return [
        *each(url, organisers(200), state="running"),
        *each(url, everybody(404, **OURS_ONLY, secretary=200), state="draft"),
        login(url, "running", "get"),
    ]


# fmt: off
TABLE: dict[str, list[Row]] = {
    "activities:check_out": [
        *each("activities:check_out", everybody(200), state="running"),
        *each("activities:check_out", everybody(404, **SEES_DRAFT), state="draft"),
        *posted("activities:check_out", everybody(409), "running", data=code_of("running")),
        *posted("activities:check_out", everybody(404, **dict.fromkeys(SEES_DRAFT, 403)), "draft",
                data=code_of("draft")),
        login("activities:check_out", "running", "get"),
    ],
    "activities:scan": [
        *on_site("activities:scan"),
        *posted("activities:scan", organisers(302), "running", data=own_code("not_yet_here")),
        *posted("activities:scan", {"secretary": 409}, "open", data=own_code("not_yet_here")),
        *posted("activities:scan", {"secretary": 422}, "running", data={"text": "x"}),
    ],
    "activities:sheet": [
        *on_site("activities:sheet"),
        *posted("activities:sheet", organisers(302), "running", data=seat_key("not_yet_here")),
        *posted("activities:sheet", {"secretary": 422}, "running"),
    ],
    "activities:sheet_pdf": on_site("activities:sheet_pdf"),
    "activities:coming": [
        *each("activities:coming", everybody(404, student=200), state="mine"),
        *posted("activities:coming", everybody(404, student=302), "mine"),
        *posted("activities:coming", everybody(404, student=409), "running"),
        login("activities:coming", "mine", "get"),
    ],
    "activities:call_cover": [
        *posted("activities:call_cover", organisers(302), "open"),
        *posted("activities:call_cover", {"secretary": 409, "worker": 403}, "finished"),
        Row(url="activities:call_cover", who="secretary", expect=405, state="open"),
        login("activities:call_cover", "open"),
    ],
    "activities:batch_of_shift": [
        *posted("activities:batch_of_shift", everybody(404, secretary=302), "settled"),
        *posted("activities:batch_of_shift", {"secretary": 409}, "finished"),
        login("activities:batch_of_shift", "settled"),
    ],
    "activities:my_code": [
        *each("activities:my_code", everybody(404, student=200), state="confirmed"),
        *each("activities:my_code", everybody(404), state="of_classmate"),
        login("activities:my_code", "confirmed", "get"),
    ],
    "activities:record": [
        *each("activities:record", everybody(404, **dict.fromkeys(BOTH_SIDES, 200)), state="settled"),
        login("activities:record", "settled", "get"),
    ],
    "activities:dispute": [
        *each("activities:dispute", everybody(404, student=200), state="minutes"),
        *posted("activities:dispute", everybody(404, student=302), "minutes", data={"words": "少记了"}),
        *posted("activities:dispute", everybody(404, student=409), "not_yet_here", data={"words": "少记了"}),
        login("activities:dispute", "minutes", "get"),
    ],
    "activities:correct": [
        *each("activities:correct", seen(200, "secretary", *ABOVE_US), state="settled"),
        *posted("activities:correct", seen(302, "secretary", *ABOVE_US), "settled", data=RIGHT),
        *posted("activities:correct", {"secretary": 409}, "not_yet_here", data=RIGHT),
        *posted("activities:correct", {"secretary": 422}, "settled", data={**RIGHT, "minutes": "500"}),
        login("activities:correct", "settled", "get"),
    ],
    "activities:disputes": each("activities:disputes", everybody(200)),
    "activities:raise_dispute": [
        *posted("activities:raise_dispute", seen(302, "student"), "raised"),
        *posted("activities:raise_dispute", {"student": 409, "secretary": 403, "outsider": 404}, "open"),
        login("activities:raise_dispute", "open"),
    ],
    "activities:answer_dispute": [
        *each("activities:answer_dispute", seen(200, "secretary"), state="open"),
        *each("activities:answer_dispute", seen(200, *ABOVE_US), state="raised"),
        *posted("activities:answer_dispute", seen(302, "secretary"), "open", data={**RIGHT, "way": "correct"}),
        *posted("activities:answer_dispute", seen(302, *ABOVE_US), "raised", data={**RIGHT, "way": "keep"}),
        login("activities:answer_dispute", "open", "get"),
    ],
    "activities:accept_all_late": [
        *posted("activities:accept_all_late", organisers(302), "finished"),
        login("activities:accept_all_late", "finished"),
    ],
    "activities:accept_late": [
        *posted("activities:accept_late", seen(302, "secretary"), "attended"),
        login("activities:accept_late", "attended"),
    ],
    "activities:leave": [
        *posted("activities:leave", seen(302, "secretary") | {"student": 404}, "checked_in"),
        *posted("activities:leave", {"secretary": 409}, "not_yet_here"),
        login("activities:leave", "checked_in"),
    ],
    "activities:rate": [
        *each("activities:rate", everybody(403, student=200), state="settled"),
        *posted("activities:rate", everybody(403, student=302), "settled", data={"stars": "5"}),
        *each("activities:rate", everybody(404, **dict.fromkeys(SEES_DRAFT, 403)), state="draft"),
        login("activities:rate", "settled", "get"),
    ],
    "activities:ratings": [
        *each("activities:ratings", everybody(200, visitor=200, partner_api=200), state="settled"),
        *each("activities:ratings", everybody(404, visitor=404, partner_api=404, **SEES_DRAFT), state="draft"),
    ],
    "activities:partnership_calendar": [
        *each(
            "activities:partnership_calendar",
            {**everybody(200), "visitor": 200, "partner_api": 200},
            state="active",
        ),
        *each(
            "activities:partnership_calendar",
            {"visitor": 404, "student": 404, "secretary": 200, "worker": 200},
            state="draft",
        ),
        *each("activities:partnership_calendar", {"visitor": 404, "secretary": 404}, state="other"),
    ],
    "activities:project_ratings": each("activities:project_ratings", everybody(200), state="running"),
    "activities:my_record": each("activities:my_record", everybody(200)),
    "activities:batch": [
        *each("activities:batch", everybody(200, **NO_ORGANISER)),
        *posted("activities:batch", everybody(422, secretary=302, **NO_ORGANISER), "", data=our_days),
    ],
    "activities:batch_zip": [
        *each("activities:batch_zip", everybody(422, **NO_ORGANISER)),
        login("activities:batch_zip", "", "get"),
    ],
    "activities:export": [
        *each("activities:export", everybody(422, **NO_ORGANISER)),
        login("activities:export", "", "get"),
    ],
}
