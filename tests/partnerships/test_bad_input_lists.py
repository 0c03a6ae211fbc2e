"""Bad input on the pages of the three lists: renewal, reservation, workbooks, and who is asked or taken out."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongjian.core.clock import today
from gongjian.core.sheets import sheet
from gongjian.partnerships.models import Partnership
from tests.bad_input import Case, check

from .conftest import Town
from .factories import make_open_need, make_partnership, make_resource
from .test_bad_input import AGAIN, NEEDED, PAST, SOON, as_user, url

pytestmark = pytest.mark.django_db
FAR = (today() + dt.timedelta(days=4000)).isoformat()
RENEWALS = [
    Case("missing", {"until": ""}, NEEDED),
    Case("passed", {"until": PAST}, "请选今天到一年以内的日子。", kept=PAST),
    Case("too far", {"until": FAR}, "请选今天到一年以内的日子。", kept=FAR),
    Case("no day", {"until": "明年"}, "日期", kept="明年"),
    Case("impossible day", {"until": "2027-02-30"}, "日期", kept="2027-02-30"),
]


@pytest.mark.parametrize("case", RENEWALS, ids=str)
def test_renewing_a_need(client: Client, town: Town, case: Case) -> None:
    need = make_open_need(town.community)
    check(as_user(client, town.worker), url("renew_need", need.pk), case)


RESERVATIONS = [
    Case("nobody", {"organization": "", "until": SOON}, NEEDED, kept=SOON),
    Case("nonexistent", {"organization": "999999", "until": SOON}, AGAIN, kept=SOON),
    Case("passed", {"organization": "@", "until": PAST}, "请选今天到半年以内的日子。", kept=PAST),
    Case("too far", {"organization": "@", "until": FAR}, "请选今天到半年以内的日子。", kept=FAR),
    Case("missing", {"organization": "@", "until": ""}, NEEDED),
    Case("oneself", {"organization": "own", "until": SOON}, "资源是留给别人用的", status=409, kept=SOON),
]


@pytest.mark.parametrize("case", RESERVATIONS, ids=str)
def test_reserving_a_resource(client: Client, town: Town, case: Case) -> None:
    resource = make_resource(town.branch)
    keys = {"@": town.community.pk, "own": town.branch.pk}
    data = {name: keys.get(value, value) for name, value in case.data.items()}
    good = Case(case.kind, data, case.message, case.status, case.kept)
    check(as_user(client, town.secretary), url("reserve_resource", resource.pk), good)


FILES: list[tuple[str, bytes | None, str]] = [
    ("missing", None, "请选一个文件。"),
    ("empty file", b"", "这个文件是空的"),
    ("broken file", b"PK\x03\x04 no", "这不是 Excel 表格"),
    ("wrong file type", "标题\n修灯".encode(), "这不是 Excel 表格"),
    ("another head", sheet("x", ["甲", "乙"], [["1", "2"]]), "第一行须是模板的表头"),
    ("no rows", sheet("x", ["标题"], []), "表头下面没有内容"),
    ("too many", sheet("x", ["标题"], [[f"第{n}件"] for n in range(201)]), "超过 200 行"),
    ("oversize", b"a" * 2_000_001, "超过 2 MB"),
]


@pytest.mark.parametrize(("kind", "content", "message"), FILES, ids=[row[0] for row in FILES])
def test_a_file_that_can_not_be_read(
    client: Client, town: Town, kind: str, content: bytes | None, message: str
) -> None:
    data = {} if content is None else {"file": SimpleUploadedFile("清单.xlsx", content)}
    where = url("import_list", town.community.pk, "needs")
    check(as_user(client, town.worker), where, Case(kind, data, message))


NOT_CHECKED = {
    "forged": "x",
    "SQL": "' OR 1=1",
    "signed by somebody else": "eyJ9:abc:def",
    "emoji": "😀:😀:😀",
}


@pytest.mark.parametrize(("kind", "rows"), NOT_CHECKED.items(), ids=NOT_CHECKED)
def test_rows_that_were_not_checked_are_refused(client: Client, town: Town, kind: str, rows: str) -> None:
    case = Case(kind, {"rows": rows, "show_now": "on"}, "这些内容和检查过的不一致")
    check(as_user(client, town.worker), url("import_list", town.community.pk, "needs"), case)


def _named() -> list[Case]:
    """An organisation is named, by a button; the refusal is a page of its own."""
    return [
        Case("missing", {}, NEEDED),
        Case("another kind of key", {"organization": "x"}, AGAIN),
        Case("nonexistent", {"organization": "999999"}, AGAIN),
        Case("huge number", {"organization": "9" * 30}, AGAIN),
        Case("SQL", {"organization": "1 OR 1=1"}, AGAIN),
    ]


@pytest.mark.parametrize("case", _named(), ids=str)
def test_asking_an_organisation(client: Client, town: Town, case: Case) -> None:
    need = make_open_need(town.community)
    check(as_user(client, town.worker), url("ask_claim", need.pk), case)


@pytest.mark.parametrize("case", _named(), ids=str)
def test_taking_a_party_out(client: Client, town: Town, case: Case) -> None:
    draft = make_partnership(town.branch, town.community, state=Partnership.State.DRAFT)
    check(as_user(client, town.secretary), url("remove_party", draft.pk), case)
