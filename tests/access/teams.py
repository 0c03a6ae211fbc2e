"""Volunteer teams: accepted ones are public; leaders run them; the side that was asked answers; notes are private.

The student leads for the branch, the worker for the community; the classmate is a member, the neighbour has asked.
"""

from typing import Any

from gongjian.teams.models import Membership
from tests.teams.factories import Bridge, make_calling, make_member, make_note, make_practice, make_team

from .rows import Row, each

URL = "teams:{}".format
OF = {
    **{
        URL(name): "team"
        for name in (
            "team", "answer", "decline", "close", "call", "join", "members", "shifts", "sign_up", "wishes", "wish",
            "practice", "emergency", "notes", "report", "confirm_report", "return_report",
        )
    },
    **{URL(name): "membership" for name in ("answer_member", "leave", "show_name")},
    **{URL(name): "interview_note" for name in ("note", "erase_note")},
}  # fmt: skip
ARGS = {URL("sign_up"): {"shift": "@shift.open"}, URL("wish"): {"need": "@need.wish"}}
QUERY_HOLES = ["teams.VolunteerTeam", "teams.Membership", "teams.InterviewNote"]
UNSEEN_RULES = {
    "teams.join": "whoever sees a team may ask; who doesn't gets 404 from the list itself",
    "teams.read_note": "the list shows a note to the same two people (tests/teams/test_practices.py)",
    "teams.erase_note": "the list shows a note to the same two people (tests/teams/test_practices.py)",
}
LOGIN = "/sign-in/"
ALL = [
    "resident", "student", "outsider", "secretary", "other_secretary", "worker", "other_worker",
    "community_secretary", "college", "orgdept", "subdistrict", "operator", "auditor",
]  # fmt: skip
LEADERS = {"student": 200, "worker": 200}
SIDES = {**LEADERS, "secretary": 200, "community_secretary": 200}
ASKED = {"worker": 200, "community_secretary": 200}


def fill(world: Any) -> None:
    """A team in each state, its people, a practice under way and one reported, a note."""
    people, org = world.people, world.org
    bridge = Bridge(
        org["branch"], org["community"], org["other_branch"], org["other_community"], people["secretary"],
        people["worker"], people["student"], people["classmate"], people["resident"], people["other_secretary"],
    )  # fmt: skip
    active = world.keep("team", "active", make_calling(bridge))
    world.keep("membership", "member", make_member(active, people["classmate"]))
    world.keep("membership", "asked", make_member(active, people["neighbour"], state=Membership.State.ASKED))
    world.keep("team", "proposed", make_team(bridge, name="护航队", state="proposed"))
    under_way = make_practice(bridge)
    make_member(under_way.team, people["classmate"])
    world.keep("team", "practice", under_way.team)
    world.keep("team", "reported", make_practice(bridge, name="返家乡实践队", state="reported").team)
    world.keep("interview_note", "kept", make_note(under_way, people["classmate"]))
    theirs = Bridge(
        org["other_branch"], org["other_community"], org["branch"], org["community"], people["other_secretary"],
        people["other_worker"], people["outsider"], people["outsider"], people["outsider"], people["secretary"],
    )  # fmt: skip
    other = world.keep("team", "other", make_team(theirs, name="别人的队", state="proposed"))
    world.keep("membership", "other", make_member(other, people["outsider"], state=Membership.State.ASKED))
    elsewhere = make_practice(
        theirs, team=make_team(theirs, name="别处实践队", kind="practice", state="proposed")
    )
    world.keep("interview_note", "other", make_note(elsewhere, people["outsider"]))


def everybody(status: int, **others: int) -> dict[str, int]:
    return {"visitor": 302, "partner_api": 302, **dict.fromkeys(ALL, status), **others}


def public(status: int = 200) -> dict[str, int]:
    return {"visitor": status, **dict.fromkeys(ALL, status)}


def done(who: dict[str, int]) -> dict[str, int]:
    """The same people, for a form that is sent."""
    return {role: 302 if status == 200 else status for role, status in who.items()}


def page(name: str, who: dict[str, int], state: str, data: Any = None, **rest: Any) -> list[Row]:
    """A form's page and, with `data`, what becomes of the form when it is sent."""
    rows = each(URL(name), who, state=state, **rest)
    if data is not None:
        rows += each(URL(name), done(who), state=state, method="post", data=data, **rest)
    return rows


def _found(world: Any) -> dict[str, Any]:
    return {
        "organization": world.org["branch"].pk, "partner": world.org["community"].pk, "kind": "volunteer",
        "name": "新队", "words": "周六陪老人", "leader": "林知夏", "places": 12,
    }  # fmt: skip


POSTS = dict.fromkeys(
    (
        "secretary",
        "other_secretary",
        "worker",
        "other_worker",
        "community_secretary",
        "college",
        "orgdept",
        "subdistrict",
    ),
    200,
)
REASON = {"reason": "队员都毕业了"}
PLAN = {
    "theme": "电梯意愿", "starts_on": "2026-07-01", "ends_on": "2026-07-05", "safety": "两人一组",
    "insurance": "PICC-1", "emergency_name": "孙老师", "emergency_phone": "13900007777",
}  # fmt: skip
REPORT = {
    "survey_given": 3,
    "survey_returned": 2,
    "findings": "三户里两户愿意加装，顾虑在一楼采光和费用分摊。",
}
NOTE = {
    "topic": "电梯", "person": "刘老伯", "words": "怕挡光", "consent_by": "刘老伯", "consent_on": "2026-07-01",
    "consent_for": "写进报告", "consent_until": "2099-01-01",
}  # fmt: skip
HIDDEN = everybody(404, student=200, secretary=200, **ASKED)

TABLE: dict[str, list[Row]] = {
    URL("index"): each(URL("index"), public()),
    URL("found"): [
        *each(URL("found"), everybody(403, **POSTS)),
        Row(url=URL("found"), who="secretary", expect=302, method="post", data=_found),
        Row(url=URL("found"), who="student", expect=403, method="post", data=_found),
        Row(url=URL("found"), who="other_secretary", expect=422, method="post", data=_found),
    ],
    URL("team"): [
        *each(URL("team"), public(), state="active"),
        *each(URL("team"), public(), state="practice"),
        *each(URL("team"), {**HIDDEN, "visitor": 404, "partner_api": 404}, state="proposed"),
    ],
    URL("answer"): [
        *page("answer", everybody(404, student=403, secretary=403, **ASKED), "proposed", {"leader": "王秀兰"}),
        Row(url=URL("answer"), who="worker", expect=403, state="active"),
    ],
    URL("decline"): page("decline", everybody(404, student=403, secretary=403, **ASKED), "proposed", REASON),
    URL("close"): page("close", everybody(403, **SIDES), "active", REASON),
    URL("call"): page("call", everybody(403, **LEADERS), "active", {"places": 30}),
    URL("join"): [
        *page("join", everybody(200), "active", {"words": "会修电脑"}),
        Row(url=URL("join"), who="outsider", expect=404, state="proposed"),
        Row(url=URL("join"), who="outsider", expect=409, state="practice", method="post", data={"words": ""}),
    ],
    URL("members"): each(URL("members"), everybody(403, **SIDES), state="active"),
    URL("answer_member"): [
        *each(
            URL("answer_member"),
            everybody(404, student=302, worker=302, secretary=403, community_secretary=403, neighbour=403),
            state="asked",
            method="post",
            data={"accept": "yes"},
        ),
        *each(URL("answer_member"), {"student": 405, "visitor": 302}, state="asked"),
    ],
    URL("leave"): [
        *page("leave", everybody(404, classmate=200, **dict.fromkeys(SIDES, 403)), "member", {}),
    ],
    URL("show_name"): [
        *each(
            URL("show_name"),
            everybody(404, classmate=302, **dict.fromkeys(SIDES, 403)),
            state="member",
            method="post",
            data={"named": "yes"},
        ),
    ],
    URL("shifts"): each(URL("shifts"), everybody(403, **LEADERS), state="active"),
    URL("sign_up"): [
        *each(URL("sign_up"), everybody(403, **LEADERS), state="active", args=ARGS[URL("sign_up")]),
        Row(
            url=URL("sign_up"), who="student", expect=409, state="active", method="post",
            args=ARGS[URL("sign_up")], data={"members": "@membership.member"},
        ),
        Row(
            url=URL("sign_up"), who="secretary", expect=403, state="active", method="post",
            args=ARGS[URL("sign_up")], data={"members": "@membership.member"},
        ),
    ],
    URL("wishes"): each(URL("wishes"), everybody(403, **LEADERS), state="active"),
    URL("wish"): [
        *each(URL("wish"), everybody(403, **LEADERS), state="active", args=ARGS[URL("wish")]),
        *each(
            URL("wish"),
            {"visitor": 302, "student": 302, "worker": 409, "secretary": 403, "classmate": 403, "outsider": 403},
            state="active",
            method="post",
            args=ARGS[URL("wish")],
            data={"words": "周日上门"},
        ),
    ],
    URL("practice"): page("practice", everybody(403, student=200), "practice", PLAN),
    URL("emergency"): page(
        "emergency", everybody(403, student=200, **ASKED), "practice", None
    ) + each(
        URL("emergency"), everybody(403, student=200, **ASKED), state="practice", method="post", data=REASON
    ),
    URL("notes"): page("notes", everybody(403, student=200, worker=200, classmate=200), "practice", NOTE),
    URL("report"): page("report", everybody(403, student=200), "practice", REPORT),
    URL("confirm_report"): page("confirm_report", everybody(403, **ASKED), "reported", {"host_words": "属实"}),
    URL("return_report"): page("return_report", everybody(403, **ASKED), "reported", REASON),
    URL("note"): each(URL("note"), everybody(404, student=200, classmate=200), state="kept")
    + each(URL("note"), everybody(404, student=200, classmate=200), state="kept", method="post", data=REASON),
    URL("erase_note"): [
        *each(
            URL("erase_note"), everybody(404, student=302, classmate=302), state="kept", method="post"
        ),
        *each(URL("erase_note"), {"student": 405, "visitor": 302}, state="kept"),
    ],
}  # fmt: skip
