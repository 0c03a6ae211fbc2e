"""Bad input about papers: verification codes and reasons."""

import pytest
from django.test import Client

from tests.bad_input import Case, check, check_filter
from tests.organizations.factories import appoint, make_organization

from .factories import make_document

pytestmark = pytest.mark.django_db
SHAPE, NOBODY = "验真码是 12 位字母和数字", "没有哪份文件是这个验真码"
CODES = [
    ("missing", "", 422, "请填写"),
    ("only blanks", "   ", 422, "请填写"),
    ("too short", "ABC", 422, SHAPE),
    ("too long", "A" * 13, 422, SHAPE),
    ("far too long", "A" * 4000, 422, "最多"),
    ("unknown", "222222222222", 404, NOBODY),
    ("full-width digits", "ＡＢＣＤＥＦＧＨＪＫＭＮ", 422, SHAPE),
    ("Chinese", "梧桐苑社区志愿服务记录证", 422, SHAPE),
    ("hostile HTML", "<script>alert(1)</script>", 422, SHAPE),
    ("SQL", "' OR '1'='1", 422, SHAPE),
    ("null byte", "ABCDEF\x00GHJKM", 422, "不允许"),
    ("a number instead", "GJ-2026-000001", 404, NOBODY),
    ("emoji", "😀" * 12, 422, SHAPE),
    ("right-to-left mark", "ABCDEF\u202eGHJKM", 422, SHAPE),
]
REASONS = [
    Case("missing", {"reason": ""}, "请填写"),
    Case("only blanks", {"reason": "  \n "}, "请填写"),
    Case("too short", {"reason": "错"}, "至少", kept="错"),
    Case("too long", {"reason": "错" * 201}, "最多", kept="错" * 201),
    Case("null byte", {"reason": "姓名写错\x00"}, "不允许"),
]


@pytest.mark.parametrize(
    "case", [Case(kind, {"code": code}, says, status) for kind, code, status, says in CODES], ids=str
)
def test_codes(client: Client, case: Case) -> None:
    make_document()
    check_filter(client, "/documents/verify/", case)


@pytest.mark.parametrize("case", REASONS, ids=str)
def test_reasons(client: Client, case: Case) -> None:
    branch = make_organization()
    document = make_document(parties=(branch,))
    client.force_login(appoint("周明远", branch))
    check(client, f"/documents/{document.pk}/revoke/", case)
    document.refresh_from_db()
    assert document.revoked_at is None
