"""Switches, figures and the calendar: everybody reads; the organisation's own leaders and operators decide."""

from typing import Any

from gongjian.core.clock import today
from tests.policy.factories import DAY

from .rows import Row, each

OF = {
    "policy:switches": "organization",
    "policy:switch_on": "organization",
    "policy:switch_off": "switch",
    "policy:drop_rule": "rule_value",
    "policy:drop_day": "work_day",
}
PUBLIC_PK = {"policy:switches"}
LOGIN = "/sign-in/"
PEOPLE = (
    "resident",
    "student",
    "outsider",
    "secretary",
    "other_secretary",
    "worker",
    "other_worker",
    "community_secretary",
    "college",
    "orgdept",
    "subdistrict",
    "operator",
    "auditor",
)
EVERYBODY = ("visitor", *PEOPLE)
NOBODY = {"visitor": 302, **dict.fromkeys(PEOPLE, 403)}
ONLY_OPERATOR = {**NOBODY, "operator": 200}
SIGNS = {**NOBODY, "secretary": 200, "operator": 200}  # no power of signing comes from above
KEY = {"key": "need.default_weeks"}
REASON = {"reason": "居民不愿意拍照。"}


def done(expected: dict[str, int]) -> dict[str, int]:
    """The same people, once they have posted: who saw the form is led on."""
    return {who: 302 if status == 200 else status for who, status in expected.items()}


def sign(name: str) -> Any:
    def data(world: Any) -> dict[str, Any]:
        return {
            "name": name,
            "since": today().isoformat(),
            "until": (today() + 20 * DAY).isoformat(),
            "reason": "环境前后对比需要照片。",
            "signed": "on",
        }

    return data


def value(days: int) -> Any:
    def data(world: Any) -> dict[str, Any]:
        first = (today() + days * DAY).isoformat()
        return {"value": "5", "valid_from": first, "source": "联席会议", "certainty": "L"}

    return data


SPAN = {"day": "2027-02-05", "until": "2027-02-07", "is_work": "no", "name": "春节", "source": "国办通知"}


def public(url: str, **rest: Any) -> list[Row]:
    """Everybody reads, nobody posts."""
    return [
        *each(url, dict.fromkeys(EVERYBODY, 200), **rest),
        *each(
            url, {"visitor": 405, "student": 405, "secretary": 405, "operator": 405}, method="post", **rest
        ),
    ]


TABLE: dict[str, list[Row]] = {
    "policy:index": public("policy:index"),
    "policy:guard": public("policy:guard"),
    "policy:guard_sheet": public("policy:guard_sheet"),
    "policy:calendar": public("policy:calendar"),
    "policy:figures": public("policy:figures"),
    "policy:figure": [
        *public("policy:figure", args=KEY),
        *each("policy:figure", {"visitor": 404, "operator": 404}, args={"key": "no.such.figure"}),
    ],
    "policy:switches": [
        *public("policy:switches", state="branch"),
        *each("policy:switches", {"visitor": 200, "worker": 200, "secretary": 200}, state="community"),
    ],
    "policy:switch_on": [
        *each("policy:switch_on", SIGNS, state="branch"),
        *each("policy:switch_on", done(SIGNS), state="branch", method="post", data=sign("photo_proof")),
        *each(
            "policy:switch_on",
            {"community_secretary": 302, "worker": 403, "other_community_secretary": 403, "secretary": 403},
            state="community",
            method="post",
            data=sign("photo_proof"),
        ),
        *each(
            "policy:switch_on",
            {"college": 302, "secretary": 403},
            state="college",
            method="post",
            data=sign("photo_proof"),
        ),
        Row(url="policy:switch_on", who="secretary", state="branch", method="post", expect=422),
        Row(
            url="policy:switch_on",
            who="secretary",
            state="branch",
            method="post",
            data=sign("points_boards"),
            expect=409,
        ),
        Row(url="policy:switch_on", who="visitor", state="branch", expect=302, to=LOGIN),
    ],
    "policy:switch_off": [
        *each("policy:switch_off", SIGNS, state="on"),
        *each("policy:switch_off", done(SIGNS), state="on", method="post", data=REASON),
        *each(
            "policy:switch_off",
            {"other_secretary": 302, "secretary": 403, "operator": 302},
            state="other",
            method="post",
            data=REASON,
        ),
        Row(url="policy:switch_off", who="secretary", state="on", method="post", expect=422),
        Row(url="policy:switch_off", who="secretary", state="over", method="post", data=REASON, expect=409),
        Row(url="policy:switch_off", who="visitor", state="on", expect=302, to=LOGIN),
    ],
    "policy:set_rule": [
        *each("policy:set_rule", ONLY_OPERATOR, args=KEY),
        *each("policy:set_rule", done(ONLY_OPERATOR), args=KEY, method="post", data=value(3)),
        Row(url="policy:set_rule", who="operator", args=KEY, method="post", data=value(-3), expect=422),
        Row(url="policy:set_rule", who="operator", args=KEY, method="post", data=value(30), expect=409),
        Row(url="policy:set_rule", who="operator", args={"key": "no.such.figure"}, expect=404),
        Row(url="policy:set_rule", who="visitor", args=KEY, expect=302, to=LOGIN),
    ],
    "policy:drop_rule": [
        *each("policy:drop_rule", done(ONLY_OPERATOR), state="coming", method="post"),
        *each("policy:drop_rule", {"operator": 409, "student": 403}, state="default_weeks", method="post"),
        *each("policy:drop_rule", {"visitor": 302, "student": 405, "operator": 405}, state="coming"),
    ],
    "policy:set_day": [
        *each("policy:set_day", ONLY_OPERATOR),
        *each("policy:set_day", done(ONLY_OPERATOR), method="post", data=SPAN),
        Row(url="policy:set_day", who="operator", method="post", expect=422),
        Row(url="policy:set_day", who="visitor", expect=302, to=LOGIN),
    ],
    "policy:drop_day": [
        *each("policy:drop_day", done(ONLY_OPERATOR), state="holiday", method="post"),
        *each("policy:drop_day", {"visitor": 302, "student": 405, "operator": 405}, state="holiday"),
    ],
}
