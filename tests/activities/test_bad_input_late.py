"""What comes too late, twice, or by the wrong way."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.activities.models import Activity, Shift, SignUp
from gongjian.core.clock import now
from tests.activities.factories import (
    make_activity,
    make_settled,
    make_sign_up,
)
from tests.activities.test_bad_input import (
    ALL,
    DAY,
    SIX,
    S,
    Scene,
    person,
    rows,
    scene,
)
from tests.bad_input import counts

__all__ = ["scene"]


# ---- what comes too late, twice, or by the wrong way


@dataclass
class Late:
    """A POST without a form: its refusal is a page of its own."""

    kind: str
    prepare: Callable[[Scene], Any]
    url: str
    of: Callable[[Scene], int]
    who: str
    message: str
    data: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.url}: {self.kind}"


def state(name: str, **more: Any) -> Callable[[Scene], Any]:
    return lambda scene: Activity.objects.filter(pk=scene.open.activity_id).update(state=name, **more)


def open_pk(scene: Scene) -> int:
    return scene.open.pk


def open_activity(scene: Scene) -> int:
    return scene.open.activity_id


def nothing(scene: Scene) -> None:
    return None


def fill(scene: Scene) -> None:
    Shift.objects.filter(pk=scene.open.pk).update(capacity=1, waiting_places=0)
    make_sign_up(scene.open, "先到的人")


def overlap(scene: Scene) -> None:
    activity = make_activity(scene.pair.branch, title="同时的活动", shift={"starts_at": scene.open.starts_at})
    make_sign_up(activity.shifts.get(), scene.member)


def close(scene: Scene) -> None:
    Shift.objects.filter(pk=scene.open.pk).update(is_open=False)
    state("finished")(scene)


def begin(scene: Scene) -> None:
    start = now() - dt.timedelta(minutes=1)
    Shift.objects.filter(pk=scene.open.pk).update(starts_at=start, ends_at=start + DAY)


LATE = [
    Late("full", fill, "sign_up", open_pk, "member", "名额已满，候补也已满。"),
    Late("overlap", overlap, "sign_up", open_pk, "member", "您在同一时间已报名“同时的活动”，请先取消那一场。"),
    Late("closed", close, "sign_up", open_pk, "member", "报名已截止：活动“已结束”。"),
    Late("begun", begin, "sign_up", open_pk, "member", "已经开始，报名截止。"),
    Late("published already", nothing, "publish", open_activity, "secretary", "现在办不了：已经是“报名中”"),
    Late("not begun", nothing, "finish", open_activity, "secretary", "还有一场没开始"),
    Late("finished already", state("finished"), "finish", open_activity, "secretary", "现在办不了：已经是“已结束”"),
    Late(
        "reason too long",
        nothing,
        "tick",
        lambda s: s.seat.pk,
        "secretary",
        "请不超过 120 个字。",
        {"reason": "长" * 121},
    ),
    Late("tick of a settled activity", lambda s: Activity.objects.update(state="settled"), "tick",
         lambda s: s.seat.pk, "secretary", "已是“已办结”"),
    Late(
        "absent after minutes",
        nothing,
        "absent",
        lambda s: s.attended.pk,
        "secretary",
        "现在办不了：已经是“已参加”",
    ),
    Late("absent of a settled activity", lambda s: Activity.objects.update(state="settled"), "absent",
         lambda s: s.seat.pk, "secretary", "已是“已办结”"),
    Late(
        "nothing to sign", nothing, "countersign", lambda s: s.here.pk, "worker", "组织者还没有确认这段时长。"
    ),
    Late("seat used", nothing, "cancel_sign_up", lambda s: s.seat.pk, "member", "已经开始，不能取消。"),
]  # fmt: skip


@pytest.mark.parametrize("case", LATE, ids=str)
def test_what_comes_too_late_is_refused_with_a_page(client: Client, scene: Scene, case: Late) -> None:
    case.prepare(scene)
    client.force_login(person(scene, case.who))
    before, stored = counts(), rows()
    answer = client.post(reverse(f"activities:{case.url}", args=[case.of(scene)]), case.data)
    assert answer.status_code == (422 if "120" in case.message else 409)
    assert case.message in answer.content.decode()
    assert (counts(), rows()) == (before, stored)


def test_too_many_codes(client: Client, scene: Scene) -> None:
    client.force_login(scene.member)
    where = reverse("activities:check_in", args=[scene.running.pk])
    statuses = [client.post(where, {"code": "000000"}).status_code for _try in range(11)]
    assert statuses[:10] == [409] * 10
    answer = client.post(where, {"code": "000000"})
    assert answer.status_code in {409, 429}
    assert "请过几分钟再试" in answer.content.decode()


POST_ONLY = ["sign_up", "publish", "finish", "confirm", "countersign_all", "tick", "absent", "countersign"]


@pytest.mark.parametrize("name", POST_ONLY)
def test_a_get_never_acts(client: Client, scene: Scene, name: str) -> None:
    pk = {"sign_up": scene.open.pk, "tick": scene.seat.pk, "absent": scene.seat.pk}.get(
        name, scene.attended.pk if name == "countersign" else scene.open.activity_id
    )
    client.force_login(scene.pair.secretary)
    stored = rows()
    assert client.get(reverse(f"activities:{name}", args=[pk])).status_code == 405
    assert rows() == stored


def test_without_the_csrf_token_nothing_happens(scene: Scene) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.member)
    stored = rows()
    answer = client.post(reverse("activities:sign_up", args=[scene.open.pk]))
    assert answer.status_code == 403
    assert rows() == stored


@pytest.mark.parametrize("pk", ["0", "999999999999", "-1", "1e3", "%00"])
def test_addresses_that_name_nothing(client: Client, scene: Scene, pk: str) -> None:
    client.force_login(scene.pair.secretary)
    for path in (f"/activities/{pk}/", f"/activities/{pk}/desk/", f"/activities/shifts/{pk}/code/"):
        assert client.get(path).status_code == 404


def test_minutes_for_anothers_seats_are_passed_over(client: Client, scene: Scene) -> None:
    foreign = make_sign_up(
        make_activity(scene.pair.other_branch, state="finished").shifts.get(), state=S.CHECKED_IN
    )
    client.force_login(scene.pair.secretary)
    stored = rows()
    where = reverse("activities:confirm", args=[scene.running.activity_id])
    names = [f"minutes_{foreign.pk}", "minutes_", "minutes_x", "minutes_²", "minutes_" + "9" * 40]
    answer = client.post(where, dict.fromkeys(names, "90"))
    assert answer.status_code == 302
    assert rows() == stored


def test_a_double_submit_makes_one_seat(client: Client, scene: Scene) -> None:
    client.force_login(scene.member)
    where = reverse("activities:sign_up", args=[scene.open.pk])
    assert [client.post(where).status_code for _round in range(2)] == [302, 302]
    assert SignUp.objects.filter(shift=scene.open).count() == 1


def test_invalid_bytes_do_no_harm(client: Client, scene: Scene) -> None:
    client.force_login(scene.member)
    where = reverse("activities:check_in", args=[scene.running.pk])
    answer = client.post(where, b"code=\xff\xfe\xfa", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert SIX in answer.content.decode()


def test_certified_rows_exist_for_the_table(scene: Scene) -> None:
    """The refusal “nothing to certify” is about the days, not about a person without any hours."""
    make_settled(make_activity(scene.pair.branch, state="settled").shifts.get(), scene.member)
    assert SignUp.objects.filter(person=scene.member, countersigned_at__isnull=False).count() == 1


def test_the_table_is_wide_enough() -> None:
    """At least four cases for each form, and many kinds."""
    forms = {"draft": 28, "cancel": 4, "return_minutes": 4, "check_in": 4, "confirm": 4, "certificate": 4}
    for name, least in forms.items():
        assert sum(case.url == name for case in ALL) >= least
    assert sum(case.url == "sign_up" for case in LATE) >= 4
    assert len({case.kind for case in ALL} | {case.kind for case in LATE}) >= 40
