"""The convenience list of a neighbourhood: three parts, kept by its workers, each gap opens a need."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongjian.core.errors import Refused
from gongjian.partnerships import actions
from gongjian.partnerships.models import Amenity, Need
from tests.bad_input import Case, check

from .conftest import Town

pytestmark = pytest.mark.django_db
FIELDS: dict[str, Any] = {
    "standing": "there", "kind": "meals", "name": "社区食堂", "where": "一号楼", "when": "11 点到 13 点",
}  # fmt: skip
NEED = {"kind": "need", "title": "快递柜", "words": "没有地方取", "category": "daily_life"}


def url(name: str, *args: Any) -> str:
    return reverse(f"partnerships:{name}", args=args)


def add(town: Town, **fields: Any) -> Amenity:
    return actions.save_amenity(by=town.worker, community=town.community, **{**FIELDS, **fields})


def test_everybody_reads_the_three_parts(client: Client, town: Town) -> None:
    add(town)
    add(town, standing="campus", name="校医院", kind="health", when="周二上午", for_elderly=True)
    add(town, standing="missing", name="快递柜", kind="parcels")
    page = client.get(url("conveniences", town.community.pk)).content.decode()
    for words in ("社区食堂", "校医院", "周二上午", "60 岁以上", "快递柜"):
        assert words in page
    assert url("add_amenity", town.community.pk) not in page
    elsewhere = client.get(url("conveniences", town.district.other_community.pk)).content.decode()
    assert "社区食堂" not in elsewhere
    assert town.community.name in client.get(url("neighbourhoods")).content.decode()
    assert client.get(url("conveniences", town.branch.pk)).status_code == 404


def test_the_list_asks_equally_often_for_one_and_for_three(client: Client, town: Town) -> None:
    asked = []
    for number in range(3):
        gap = add(town, standing="missing", name=f"缺的第{number}样")
        actions.open_gap(by=town.worker, amenity=gap, **NEED)
        with CaptureQueriesContext(connection) as caught:
            client.get(url("conveniences", town.community.pk))
        asked.append(len(caught))
    assert asked[0] == asked[2]


def test_a_gap_opens_a_need_once(client: Client, town: Town) -> None:
    gap = add(town, standing="missing", name="快递柜", kind="parcels", where="三号楼旁")
    client.force_login(town.worker)
    form = client.get(url("open_gap", gap.pk)).context["form"]
    data = {field.name: field.value() for field in form}
    assert (data["title"], data["category"]) == ("快递柜", "daily_life")
    sent = {name: value for name, value in data.items() if value not in (None, "")} | {"publish_now": "on"}
    assert client.post(url("open_gap", gap.pk), sent).status_code == 302
    gap.refresh_from_db()
    assert gap.need is not None
    assert (gap.need.state, gap.need.title, gap.gap_open) == (Need.State.OPEN, "快递柜", True)
    assert client.post(url("open_gap", gap.pk), sent).status_code == 409
    assert Need.objects.count() == 1
    assert url("open_gap", gap.pk) not in client.get(url("conveniences", town.community.pk)).content.decode()
    Need.objects.update(state=Need.State.LAPSED)
    assert url("open_gap", gap.pk) in client.get(url("conveniences", town.community.pk)).content.decode()


def test_what_is_there_needs_no_need(town: Town) -> None:
    with pytest.raises(Refused):
        actions.open_gap(by=town.worker, amenity=add(town), **NEED)


def test_a_line_is_changed_and_taken_off(client: Client, town: Town) -> None:
    row = add(town)
    actions.save_amenity(by=town.worker, community=town.community, amenity=row, name="长者食堂")
    for _twice in range(2):
        row = actions.remove_amenity(by=town.worker, amenity=row)
    assert "长者食堂" not in client.get(url("conveniences", town.community.pk)).content.decode()
    with pytest.raises(Refused):
        actions.save_amenity(by=town.worker, community=town.community, amenity=row, name="又来")
    add(town, name="长者食堂")
    with pytest.raises(ValidationError):
        add(town, name="长者食堂")
    with pytest.raises(ValidationError):
        add(town, name="操场", standing="campus", when=" ")


@pytest.mark.parametrize("who", ["secretary", "resident", "other_worker", "college"])
def test_nobody_else_keeps_the_list(town: Town, who: str) -> None:
    row, person = add(town), getattr(town, who)
    for act in (
        lambda: actions.save_amenity(by=person, community=town.community, **FIELDS),
        lambda: actions.remove_amenity(by=person, amenity=row),
        lambda: actions.open_gap(by=person, amenity=row, **NEED),
    ):
        with pytest.raises(PermissionDenied):
            act()


CLOSED = "请写明校园里什么时候对居民开放。"
BAD = [
    Case("missing", {**FIELDS, "name": ""}, "请填写这一项", kept="一号楼"),
    Case("nonexistent", {**FIELDS, "kind": "rocket"}, "rocket", kept="社区食堂"),
    Case("too long", {**FIELDS, "name": "长" * 61}, "60", kept="长长长"),
    Case("campus without a time", {**FIELDS, "standing": "campus", "when": ""}, CLOSED, kept="社区食堂"),
    Case("twice", {**FIELDS, "name": "老食堂"}, "清单上已经有这个名称。", kept="老食堂"),
    Case("hostile HTML", {**FIELDS, "standing": "", "name": "<script>alert(1)</script>"}, "请填写这一项"),
]


@pytest.mark.parametrize("case", BAD, ids=str)
def test_bad_lines(client: Client, town: Town, case: Case) -> None:
    add(town, name="老食堂")
    client.force_login(town.worker)
    check(client, url("add_amenity", town.community.pk), case)
