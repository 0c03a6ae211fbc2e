"""Papers on the screen and as a file; the public page on which anybody can verify them."""

import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from gongjian.accounts.models import User
from gongjian.audit.models import Entry
from gongjian.documents.models import Document
from tests.accounts.factories import make_user
from tests.documents.factories import CERTIFICATE, make_document
from tests.organizations.factories import appoint, make_organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder(client: Client) -> User:
    person = make_user("林知夏")
    client.force_login(person)
    return person


def proof(client: Client, code: str) -> str:
    response = client.get(f"/documents/verify/{code}/")
    assert response.status_code == 200
    return response.content.decode()


# ------------------------------------------------------------------ holder


def test_a_certificate_on_the_screen(client: Client, holder: User) -> None:
    document = make_document(holder=holder)
    body = client.get(f"/documents/{document.pk}/").content.decode()
    for words in (
        "志愿服务记录证明",
        "林知夏",
        "2025年9月1日",
        "2026年4月10日",
        "40.6",
        "双方确认",
        document.code_shown,
    ):
        assert words in body, words
    assert f"/documents/verify/{document.code}/" in body


def test_an_agreement_on_the_screen(client: Client) -> None:
    branch = make_organization()
    client.force_login(appoint("周明远", branch))
    document = make_document(Document.Kind.AGREEMENT, parties=(branch,))
    body = client.get(f"/documents/{document.pk}/").content.decode()
    for words in (
        "共建协议",
        "梧桐苑社区党委",
        "2026年4月15日",
        "每次派 6 名志愿者。",
        "李建国，2026年4月11日签署",
    ):
        assert words in body, words


def test_the_file_is_a_pdf_with_its_number_as_name(client: Client, holder: User) -> None:
    document = make_document(holder=holder)
    response = client.get(f"/documents/{document.pk}/pdf/")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{document.number}.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert "林知夏" in PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    assert (
        Entry.objects.filter(verb="documents.downloaded", by=holder, subject_id=str(document.pk)).count() == 1
    )


def test_hostile_facts_are_escaped_everywhere(client: Client, holder: User) -> None:
    bad = "<script>alert(1)</script>"
    rows = [{"activity": bad, "place": bad, "times": 1, "minutes": 60, "witness": "both"}]
    document = make_document(
        holder=holder, title=bad, facts={"name": bad, "issuer": bad, "rows": rows, "note": bad}
    )
    for path in ("/documents/", f"/documents/{document.pk}/", f"/documents/verify/{document.code}/"):
        body = client.get(path).content.decode()
        assert ("<script>alert" in body, "&lt;script&gt;alert(1)" in body) == (False, True), path


def test_the_list_shows_what_concerns_the_person(client: Client, holder: User) -> None:
    mine, void = make_document(holder=holder), make_document(holder=holder, revoked_at="2026-04-11T00:00Z")
    agreement = make_document(Document.Kind.AGREEMENT)
    make_document(holder=make_user("别人"))
    response = client.get("/documents/")
    assert {d.pk for d in response.context["page"]} == {mine.pk, void.pk}
    assert "已作废" in response.content.decode()
    assert list(client.get("/documents/?kind=agreement").context["page"]) == []
    assert len(client.get("/documents/?kind=nonsense").context["page"]) == 2
    assert agreement.pk not in {d.pk for d in response.context["page"]}


def test_an_empty_list_says_what_comes(client: Client, holder: User) -> None:
    assert "还没有文件" in client.get("/documents/").content.decode()


def test_the_list_costs_the_same_for_one_and_for_twenty(client: Client, holder: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            client.get("/documents/")
        return len(made)

    make_document(holder=holder)
    cost()
    first = cost()
    for _number in range(19):
        make_document(holder=holder)
    assert cost() == first


def test_revoking_by_page(client: Client) -> None:
    branch = make_organization()
    document = make_document(holder=make_user(), parties=(branch,))
    client.force_login(appoint("周明远", branch))
    assert "作废这份文件" in client.get(f"/documents/{document.pk}/").content.decode()
    done = client.post(f"/documents/{document.pk}/revoke/", {"reason": "姓名写错，已重开"}, follow=True)
    body = done.content.decode()
    assert ("文件已作废" in body, "姓名写错，已重开" in body, "下载 PDF" in body) == (True, True, False)
    refused = client.get(f"/documents/{document.pk}/pdf/")
    assert (refused.status_code, "已作废" in refused.content.decode()) == (409, True)


# ------------------------------------------------------------------ everybody


def test_the_public_page_shows_what_the_paper_shows_and_hides_the_name(client: Client) -> None:
    document = make_document(holder=make_user("林知夏"))
    body = proof(client, document.code)
    for words in (
        "这份文件是真的",
        document.number,
        "林*夏",
        "2025年9月1日 – 2026年4月10日",
        "40.6 小时，15 次",
        "双方确认 34.5 小时，组织者确认 6.1 小时",
        CERTIFICATE["issuer"],
    ):
        assert words in body, words
    for secret in ("林知夏", CERTIFICATE["phone"], CERTIFICATE["head"], "智慧助老课堂"):
        assert secret not in body, secret


def test_the_public_page_of_an_agreement_names_the_partners_only(client: Client) -> None:
    body = proof(client, make_document(Document.Kind.AGREEMENT).code)
    assert "梧桐苑社区党委，2026年4月11日签署" in body
    assert "2026年4月15日 – 2027年4月14日" in body
    assert ("周明远" in body, "每次派" in body) == (False, False)


def test_a_void_paper_says_so(client: Client) -> None:
    document = make_document(revoked_at="2026-04-11T00:00Z", revoked_reason="姓名写错")
    body = proof(client, document.code)
    assert ("这份文件已作废" in body, "姓名写错" in body, "这份文件是真的" in body) == (True, True, False)


@pytest.mark.parametrize(
    "change", [{"facts": {**CERTIFICATE, "minutes": 60000}}, {"title": "别的证明"}, {"number": "X-1"}]
)
def test_an_altered_paper_is_not_vouched_for(client: Client, change: dict[str, Any]) -> None:
    document = make_document()
    Document.objects.update(**change)
    body = proof(client, document.code)
    assert ("和签发时不一样" in body, "这份文件是真的" in body, "1000 小时" in body) == (True, False, False)


@pytest.mark.parametrize("typed", ["{0}", "{1}", "{2}", " {0} ", "{3}"])
def test_codes_are_found_however_they_are_typed(client: Client, typed: str) -> None:
    document = make_document()
    code = document.code
    text = typed.format(code, code.lower(), document.code_shown, "-".join(code[n : n + 4] for n in (0, 4, 8)))
    response = client.get("/documents/verify/", {"code": text})
    assert (response.status_code, response["Location"]) == (302, f"/documents/verify/{code}/")


def test_guessing_is_stopped(client: Client) -> None:
    assert [client.get("/documents/verify/222222222222/").status_code for _n in range(31)] == [404] * 30 + [
        429
    ]
    assert client.get("/documents/verify/").status_code == 200


def test_nothing_of_it_is_cached_or_listed(client: Client) -> None:
    response = client.get(f"/documents/verify/{make_document().code}/")
    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.content.decode()
