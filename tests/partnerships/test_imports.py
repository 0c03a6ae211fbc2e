"""Needs and resources from a workbook: every row is told, nothing is stored before all is confirmed."""

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from gongjian.audit.models import Entry
from gongjian.core.clock import today
from gongjian.core.sheets import XLSX, sheet
from gongjian.partnerships import actions
from gongjian.partnerships.models import Need, Resource, Verb

from .conftest import Town

pytestmark = pytest.mark.django_db
LATER = today() + dt.timedelta(days=40)


def url(name: str, *args: Any) -> str:
    return reverse(f"partnerships:{name}", args=args)


def upload(rows: list[list[Any]], head: list[str]) -> SimpleUploadedFile:
    return SimpleUploadedFile("清单.xlsx", sheet("x", head, rows), XLSX)


def heads_of(client: Client, organization: Any, which: str) -> list[str]:
    answer = client.get(url("import_template", organization.pk, which))
    return [cell.value for cell in load_workbook(io.BytesIO(answer.content)).active[1]]


def packed(page: str) -> str:
    found = re.search(r'name="rows" value="([^"]+)"', page)
    assert found, page[-1500:]
    return found[1]


def test_needs_come_from_a_workbook_once(client: Client, town: Town) -> None:
    client.force_login(town.worker)
    head = heads_of(client, town.community, "needs")
    cells = {
        "kind": "需求", "title": "修楼道灯", "words": "三楼的灯坏了", "category": "设施维修", "place": town.place.name,
        "people_wanted": 2, "beneficiaries": 12, "skills": "电工，有耐心", "times": "", "urgency": "", "until": LATER,
    }  # fmt: skip
    row = list(cells.values())
    row[3] = str(Need(category="facilities").get_category_display())
    row[0] = str(Need(kind="need").get_kind_display())
    target = url("import_list", town.community.pk, "needs")
    page = client.post(target, {"file": upload([row, ["", "陪聊", "每周一次", row[3]]], head)})
    assert page.status_code == 200
    assert not Need.objects.exists()
    rows = packed(page.content.decode())
    for _twice in range(2):
        answer = client.post(target, {"rows": rows, "show_now": "on"})
        assert answer.status_code == 302
    first, second = Need.objects.order_by("pk")
    assert (first.title, first.place, first.people_wanted, first.until) == ("修楼道灯", town.place, 2, LATER)
    assert (first.skills, first.state) == (["电工", "有耐心"], Need.State.OPEN)
    assert (second.title, second.people_wanted) == ("陪聊", 1)
    assert Entry.objects.get(verb=Verb.LIST_IMPORTED).facts["rows"] == 2


def test_resources_come_as_drafts_when_wished(client: Client, town: Town) -> None:
    client.force_login(town.secretary)
    head = heads_of(client, town.branch, "resources")
    kind, category = (
        Resource(kind="venue").get_kind_display(),
        Resource(category="culture").get_category_display(),
    )
    rows = [[str(kind), "党员活动室", "可容纳 40 人", str(category), "", "", "周末上午、周末下午"]]
    target = url("import_list", town.branch.pk, "resources")
    page = client.post(target, {"file": upload(rows, head)}).content.decode()
    for _twice in range(2):
        client.post(target, {"rows": packed(page)})
    found = Resource.objects.get()
    assert (found.title, found.kind, found.state, found.organization) == (
        "党员活动室", Resource.Kind.VENUE, Resource.State.DRAFT, town.branch,
    )  # fmt: skip


def test_each_bad_row_is_told_and_nothing_is_stored(client: Client, town: Town) -> None:
    client.force_login(town.worker)
    head = heads_of(client, town.community, "needs")
    good = str(Need(category="facilities").get_category_display())
    rows = [
        ["", "修灯", "坏了", good],
        ["", "", "没有标题", good],
        ["", "打 13800002207", "有电话", good],
        ["", "找人", "类别不对", "航天"],
        ["", "旧事", "过期", good, "", "", "", "", "", "", "2020-01-01"],
        ["", "别处", "地点不对", good, "火星"],
        ["", "人数", "太多", good, "", "两万"],
        ["", "修灯", "又来一次", good],
    ]
    page = client.post(url("import_list", town.community.pk, "needs"), {"file": upload(rows, head)})
    text = page.content.decode()
    assert page.status_code == 422
    assert not Need.objects.exists()
    assert 'name="rows"' not in text
    for words in (
        "有 7 行需要改",
        "第 3 行",
        "里面有电话或身份证号",
        "航天",
        "这个日期已经过了",
        "地点：",
        "与第 2 行标题相同",
    ):
        assert words in text, words


def test_rows_of_another_organisation_are_refused(client: Client, town: Town) -> None:
    client.force_login(town.worker)
    head = heads_of(client, town.community, "needs")
    good = str(Need(category="facilities").get_category_display())
    page = client.post(
        url("import_list", town.community.pk, "needs"), {"file": upload([["", "修灯", "坏了", good]], head)}
    )
    client.force_login(town.other_worker)
    answer = client.post(
        url("import_list", town.district.other_community.pk, "needs"), {"rows": packed(page.content.decode())}
    )
    assert answer.status_code == 422
    assert not Need.objects.exists()


def test_strangers_import_nothing(town: Town) -> None:
    rest: dict[str, Any] = {"rows": [], "token": "t", "show_now": False}
    with pytest.raises(PermissionDenied):
        actions.import_needs(by=town.secretary, community=town.community, **rest)
    with pytest.raises(PermissionDenied):
        actions.import_resources(by=town.member, organization=town.branch, **rest)
