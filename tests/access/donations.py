"""Donation drives: inside for the organisation's own people, a charity's call for all; sums for giver and treasurer.

The secretary of the branch proposes, the college's approves; the student keeps the money; the classmate gives.
"""

from typing import Any

from gongjian.core.clock import today
from tests.donations.factories import CHARITY_CODE, DAY, House, make_drive, make_pledge

from .rows import Row, each

URL = "donations:{}".format
OF = {
    **{
        URL(name): "drive"
        for name in (
            "drive", "edit", "submit", "approve", "send_back", "pledge", "pledges", "beneficiary", "close", "hand_over",
        )
    },
    **{URL(name): "pledge" for name in ("withdraw", "receive")},
}  # fmt: skip
FREE_FIELDS = {URL("edit"): {"organization": "the form for changes has no such field"}}
QUERY_HOLES = ["donations.Drive", "donations.Pledge"]
ALL = [
    "resident", "student", "outsider", "secretary", "other_secretary", "worker", "other_worker",
    "community_secretary", "college", "orgdept", "subdistrict", "operator", "auditor",
]  # fmt: skip
# SEE or membership in the branch or above it
INSIDE = dict.fromkeys(("student", "classmate", "secretary", "college", "orgdept"), 200)
REASON = {"reason": "请补充用途"}


def fill(world: Any) -> None:
    """A drive in each state, a charity's call, a pledge, and another branch's."""
    people, org = world.people, world.org
    house = House(
        org["branch"], org["college"], org["other_branch"], people["secretary"], people["college"], people["college"],
        people["student"], people["classmate"], people["classmate"], people["outsider"],
    )  # fmt: skip
    for state in ("draft", "proposed", "open", "closed"):
        world.keep("drive", state, make_drive(house, state=state, title=f"捐赠 {state}"))
    charity = {"charity": "江州慈善总会", "charity_code": CHARITY_CODE}
    world.keep("drive", "public", make_drive(house, title="公开募捐", reach="public", **charity))
    world.keep("pledge", "given", make_pledge(world.at("drive", "open"), people["classmate"], 5000))
    theirs = House(
        org["other_branch"], org["other_college"], org["branch"], people["other_secretary"], people["orgdept"],
        people["orgdept"], people["outsider"], people["outsider"], people["outsider"], people["student"],
    )  # fmt: skip
    other = world.keep("drive", "other", make_drive(theirs, title="别人的捐赠"))
    world.keep("pledge", "other", make_pledge(other, people["outsider"], 700))


def everybody(status: int, **others: int) -> dict[str, int]:
    return {"visitor": 302, "partner_api": 302, **dict.fromkeys(ALL, status), **others}


def inside(status: int, **others: int) -> dict[str, int]:
    """404 for strangers, `status` for who may see it inside."""
    return everybody(404, **{**dict.fromkeys(INSIDE, status), **others})


def posted(name: str, who: dict[str, int], state: str, data: Any = None) -> list[Row]:
    return each(URL(name), who, state=state, method="post", data=data or {})


def _typed(world: Any, organization: str = "branch") -> dict[str, Any]:
    return {
        "organization": world.org[organization].pk,
        "title": "给小宇买康复器材",
        "purpose": "每天训练两小时",
        "beneficiary": "一名脑瘫儿童",
        "beneficiary_name": "陈小宇",
        "consent_by": "母亲",
        "consent_on": today().isoformat(),
        "consent_for": "在支部内说明",
        "until": (today() + 9 * DAY).isoformat(),
        "treasurer": "林知夏",
        "takes_sums": "on",
        "reach": "inside",
    }


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
GIFT = {"kind": "sum", "yuan": "8"}
HANDED = {"handed_on": today().isoformat(), "to": "孩子的母亲"}

TABLE: dict[str, list[Row]] = {
    URL("index"): each(URL("index"), {"visitor": 200, **dict.fromkeys(ALL, 200)}),
    URL("propose"): [
        *each(URL("propose"), everybody(403, **POSTS)),
        Row(url=URL("propose"), who="secretary", expect=302, method="post", data=_typed),
        Row(url=URL("propose"), who="student", expect=403, method="post", data=_typed),
        Row(url=URL("propose"), who="other_secretary", expect=422, method="post", data=_typed),
    ],
    URL("drive"): [
        *each(URL("drive"), {**inside(200), "visitor": 404, "partner_api": 404}, state="open"),
        *each(URL("drive"), {"visitor": 200, **dict.fromkeys(ALL, 200)}, state="public"),
        *each(
            URL("drive"),
            everybody(
                404, visitor=404, partner_api=404, secretary=200, student=200, classmate=404, college=404
            ),
            state="draft",
        ),
    ],
    URL("edit"): [
        *each(URL("edit"), everybody(404, secretary=200, student=403, classmate=404), state="draft"),
        Row(url=URL("edit"), who="secretary", expect=302, state="draft", method="post", data=_typed),
        Row(url=URL("edit"), who="secretary", expect=409, state="open", method="post", data=_typed),
        Row(url=URL("edit"), who="student", expect=403, state="draft", method="post", data=_typed),
    ],
    URL("submit"): [
        *posted("submit", everybody(404, secretary=302, student=403), "draft"),
        *each(URL("submit"), {"secretary": 405, "visitor": 302}, state="draft"),
    ],
    URL("approve"): [
        *posted("approve", everybody(404, secretary=403, student=403, college=302), "proposed"),
        *each(URL("approve"), {"college": 405, "visitor": 302}, state="proposed"),
    ],
    URL("send_back"): [
        *each(URL("send_back"), everybody(404, secretary=403, student=403, college=200), state="proposed"),
        *posted("send_back", everybody(404, secretary=403, student=403, college=302), "proposed", REASON),
    ],
    URL("pledge"): [
        *each(URL("pledge"), inside(403, student=200, classmate=200, secretary=200), state="open"),
        *posted("pledge", inside(403, student=302, secretary=302, classmate=409), "open", GIFT),
        Row(url=URL("pledge"), who="student", expect=409, state="public", method="post", data=GIFT),
        Row(url=URL("pledge"), who="outsider", expect=403, state="public", method="post", data=GIFT),
    ],
    URL("pledges"): [
        *each(URL("pledges"), inside(403, student=200), state="open"),
        *posted("pledges", inside(403, student=200), "open", REASON),
    ],
    URL("beneficiary"): [
        *each(URL("beneficiary"), inside(403, student=200, secretary=200, college=200), state="open"),
        *posted("beneficiary", inside(403, student=200, secretary=200, college=200), "open", REASON),
    ],
    URL("close"): [
        *posted("close", inside(403, student=302, secretary=302), "open"),
        *each(URL("close"), {"student": 405, "visitor": 302}, state="open"),
    ],
    URL("hand_over"): [
        *each(URL("hand_over"), inside(403, secretary=200), state="closed"),
        *posted("hand_over", inside(403, secretary=302), "closed", HANDED),
    ],
    URL("withdraw"): [
        *posted("withdraw", everybody(404, classmate=302, student=403), "given"),
        *each(URL("withdraw"), {"classmate": 405, "visitor": 302}, state="given"),
    ],
    URL("receive"): [
        *posted("receive", everybody(404, classmate=403, student=302), "given"),
        *each(URL("receive"), {"student": 405, "visitor": 302}, state="given"),
    ],
}
