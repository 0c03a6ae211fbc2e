"""Guardians' consents: for those who may see private fields where they are kept. Part of activities' table."""

import datetime as dt
from typing import Any

from gongjian.activities.models import GuardianConsent
from gongjian.core.clock import today

from .rows import Row, each

DAY = dt.timedelta(days=1)
ALL = [
    "resident", "student", "outsider", "secretary", "other_secretary", "worker", "other_worker",
    "community_secretary", "college", "orgdept", "subdistrict", "operator", "auditor",
]  # fmt: skip
KEEPS = {"worker": 200, "community_secretary": 200}


def fill(world: Any) -> None:
    """The resident's consent, kept by the community, and one of the other community."""
    for state, who, place, by in (
        ("given", "resident", "community", "worker"),
        ("other", "outsider", "other_community", "other_worker"),
    ):
        world.keep(
            "consent",
            state,
            GuardianConsent.objects.create(
                person=world.people[who],
                organization=world.org[place],
                relation="mother",
                guardian_name="王芳",
                guardian_phone="13900001111",
                given_on=today(),
                scope="参加社区志愿服务",
                until=today() + 60 * DAY,
                recorded_by=world.people[by],
            ),
        )


def everybody(status: int, **others: int) -> dict[str, int]:
    return {"visitor": 302, "partner_api": 302, **dict.fromkeys(ALL, status), **others}


def _paper(world: Any) -> dict[str, Any]:
    adult_on = (today() + 700 * DAY).isoformat()
    return {
        "organization": world.org["community"].pk, "person": "刘老伯", "adult_on": adult_on, "relation": "mother",
        "guardian_name": "王芳", "guardian_phone": "13900001111", "given_on": today().isoformat(),
        "scope": "参加社区志愿服务", "until": (today() + 60 * DAY).isoformat(),
    }  # fmt: skip


PRIVATE = dict.fromkeys(
    (
        "secretary",
        "other_secretary",
        "worker",
        "other_worker",
        "community_secretary",
        "college",
        "subdistrict",
    ),
    200,
)
TABLE: dict[str, list[Row]] = {
    "activities:consents": [
        *each("activities:consents", everybody(403, **PRIVATE)),
        Row(url="activities:consents", who="worker", expect=302, method="post", data=_paper),
        Row(url="activities:consents", who="resident", expect=403, method="post", data=_paper),
        Row(url="activities:consents", who="secretary", expect=422, method="post", data=_paper),
    ],
    "activities:guardian": [
        *each("activities:guardian", everybody(404, resident=403, **KEEPS), state="given"),
        *each(
            "activities:guardian",
            everybody(404, resident=403, **KEEPS),
            state="given",
            method="post",
            data={"reason": "活动当天联系"},
        ),
    ],
    "activities:withdraw_consent": [
        *each(
            "activities:withdraw_consent",
            everybody(404, resident=403, worker=302, community_secretary=302),
            state="given",
            method="post",
        ),
        *each("activities:withdraw_consent", {"worker": 405, "visitor": 302}, state="given"),
    ],
}
