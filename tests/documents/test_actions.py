"""Issuing once, numbering without gaps, revoking for ever; who may."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.accounts.models import User
from gongjian.audit.models import Entry
from gongjian.core.access import SYSTEM
from gongjian.core.clock import at, moved_to
from gongjian.core.errors import Refused
from gongjian.documents import actions, queries
from gongjian.documents.models import Document, Series
from gongjian.notices.models import Notice
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Post
from tests.accounts.factories import make_user
from tests.documents.factories import AGREEMENT, CERTIFICATE, make_document
from tests.organizations.factories import University, affiliate, appoint, make_university

pytestmark = pytest.mark.django_db
SPRING, NEW_YEAR = at(dt.date(2026, 4, 11)), at(dt.date(2027, 1, 1))


@pytest.fixture
def campus() -> University:
    return make_university()


def issue(by: Any, subject: Any, **rest: Any) -> Document:
    values: dict[str, Any] = {
        "kind": Document.Kind.SERVICE_CERTIFICATE,
        "title": "志愿服务记录证明",
        "facts": CERTIFICATE,
        **rest,
    }
    return actions.issue(by=by, subject=subject, **values)


def test_a_paper_gets_number_code_and_seal(campus: University) -> None:
    person = make_user()
    with moved_to(SPRING):
        document = issue(person, person, holder=person, parties=[campus.branch])
    document.refresh_from_db()
    assert document.number == "GJ-2026-000001"
    assert (len(document.code), document.is_genuine) == (12, True)
    assert (document.holder, document.issued_by, list(document.parties.all())) == (
        person,
        person,
        [campus.branch],
    )
    entry = Entry.objects.get(verb="documents.issued")
    assert (entry.by_id, entry.subject_id) == (person.pk, str(document.pk))
    assert entry.facts == {"number": document.number, "seal": document.seal}


def test_numbers_run_on_per_series_and_year(campus: University) -> None:
    with moved_to(SPRING):
        first = issue(SYSTEM, campus.branch)
        second = issue(SYSTEM, campus.second)
        other = issue(SYSTEM, campus.college, series="XY")
    with moved_to(NEW_YEAR):
        next_year = issue(SYSTEM, campus.root)
    assert [d.number for d in (first, second, other, next_year)] == [
        "GJ-2026-000001",
        "GJ-2026-000002",
        "XY-2026-000001",
        "GJ-2027-000001",
    ]
    assert list(queries.invariants()) == []


def test_a_second_call_gives_the_first_paper(campus: University) -> None:
    first = issue(SYSTEM, campus.branch)
    again = issue(SYSTEM, campus.branch, facts={**CERTIFICATE, "minutes": 1})
    assert (again, Document.objects.count(), Series.objects.get().last) == (first, 1, 1)
    assert Entry.objects.filter(verb="documents.issued").count() == 1


def test_kind_subject_and_edition_make_another_paper(campus: University) -> None:
    made = {
        issue(SYSTEM, campus.branch).pk,
        issue(SYSTEM, campus.second).pk,
        issue(SYSTEM, campus.branch, edition="2026").pk,
        issue(SYSTEM, campus.branch, kind=Document.Kind.AGREEMENT, title="共建协议", facts=AGREEMENT).pk,
    }
    assert len(made) == 4


def test_after_revoking_a_new_one_can_be_issued(campus: University) -> None:
    first = issue(SYSTEM, campus.branch)
    actions.revoke(by=SYSTEM, document=first, reason="姓名写错")
    second = issue(SYSTEM, campus.branch)
    assert (second.pk != first.pk, second.number[-6:]) == (True, "000002")


def test_missing_facts_are_an_error(campus: University) -> None:
    with pytest.raises(ValueError, match="'issuer'"):
        issue(SYSTEM, campus.branch, facts={k: v for k, v in CERTIFICATE.items() if k != "issuer"})
    assert (Document.objects.count(), Series.objects.count()) == (0, 0)


def test_facts_are_kept_as_json(campus: University) -> None:
    document = issue(SYSTEM, campus.branch, facts={**CERTIFICATE, "extra": {10: ("a",), 9: 1.5}})
    document.refresh_from_db()
    assert document.facts["extra"] == {"10": ["a"], "9": 1.5}
    assert document.is_genuine


@pytest.mark.parametrize(
    ("post", "where", "may"),
    [
        (Post.SECRETARY, "branch", True),
        (Post.DEPUTY_SECRETARY, "branch", True),
        (Post.GROUP_LEADER, "branch", True),
        (Post.SECRETARY, "second", False),
        (Post.SECRETARY, "college", False),
        (Post.COUNSELOR, "branch", False),
        (Post.OPERATOR, "root", False),
    ],
)
def test_who_issues_for_an_organisation(campus: University, post: str, where: str, may: bool) -> None:
    by = appoint("某人", getattr(campus, where), post)
    if may:
        assert issue(by, campus.branch, parties=[campus.branch]).issued_by == by
    else:
        with pytest.raises(PermissionDenied):
            issue(by, campus.branch, parties=[campus.branch])


def test_nobody_issues_a_paper_for_somebody_else(campus: University) -> None:
    member, other = affiliate("林知夏", campus.branch), make_user("别人")
    with pytest.raises(PermissionDenied):
        issue(other, member, holder=member)
    with pytest.raises(PermissionDenied):
        issue(member, member, holder=other, parties=[campus.branch])
    closed = make_user("已停用", is_active=False)
    with pytest.raises(PermissionDenied):
        issue(closed, closed, holder=closed)


def revokable(campus: University) -> tuple[User, Document]:
    secretary = appoint("周明远", campus.branch)
    return secretary, make_document(holder=make_user(), parties=(campus.branch,))


def test_revoking_says_why_and_tells_the_holder(campus: University) -> None:
    secretary, document = revokable(campus)
    with moved_to(SPRING):
        actions.revoke(by=secretary, document=document, reason=" 姓名写错 ")
    document.refresh_from_db()
    assert (document.revoked_at, document.revoked_reason) == (SPRING, "姓名写错")
    notice = Notice.objects.get()
    assert (notice.to, notice.kind, notice.link) == (
        document.holder,
        "documents.revoked",
        f"/documents/{document.pk}/",
    )
    assert Entry.objects.get(verb="documents.revoked").facts == {
        "number": document.number,
        "reason": "姓名写错",
    }


def test_revoking_twice_changes_nothing_more(campus: University) -> None:
    secretary, document = revokable(campus)
    actions.revoke(by=secretary, document=document, reason="姓名写错")
    actions.revoke(by=secretary, document=document, reason="别的理由")
    document.refresh_from_db()
    assert (document.revoked_reason, Notice.objects.count()) == ("姓名写错", 1)
    assert Entry.objects.filter(verb="documents.revoked").count() == 1


def test_revoking_needs_a_reason_and_a_lead(campus: University) -> None:
    secretary, document = revokable(campus)
    with pytest.raises(ValidationError):
        actions.revoke(by=secretary, document=document, reason="  ")
    for by in (
        document.holder,
        appoint("外人", campus.other_branch),
        appoint("老师", campus.branch, Post.COUNSELOR),
    ):
        with pytest.raises(PermissionDenied):
            actions.revoke(by=by, document=document, reason="不喜欢")
    document.refresh_from_db()
    assert document.revoked_at is None


def test_a_download_is_recorded_and_a_void_paper_has_no_file(campus: University) -> None:
    _secretary, document = revokable(campus)
    actions.note_download(by=document.holder, document=document)
    assert Entry.objects.get(verb="documents.downloaded").by_id == document.holder_id
    with pytest.raises(PermissionDenied):
        actions.note_download(by=make_user("别人"), document=document)
    actions.revoke(by=SYSTEM, document=document, reason="写错")
    with pytest.raises(Refused, match="已作废"):
        actions.note_download(by=document.holder, document=Document.objects.get())


def test_the_seal_notices_every_change(campus: University) -> None:
    make_document()
    for name, value in {
        "title": "别的证明",
        "number": "GJ-2026-999999",
        "code": "ABCDEFGHJKMN",
        "kind": Document.Kind.AGREEMENT,
        "facts": {**CERTIFICATE, "minutes": 99999},
    }.items():
        fresh = Document.objects.get()
        assert fresh.is_genuine
        setattr(fresh, name, value)
        assert not fresh.is_genuine, name


def test_invariants_name_altered_papers_and_invented_numbers(campus: University) -> None:
    document = issue(SYSTEM, campus.branch)
    Document.objects.update(title="改过的")
    assert list(queries.invariants()) == [f"documents: {document.number} is not what was sealed"]
    Series.objects.update(last=0)
    assert (
        next(iter(queries.invariants()))
        == f"documents: number {document.number} was never given by its series"
    )


def test_visibility_is_the_holders_and_the_parties(campus: University) -> None:
    holder = affiliate("林知夏", campus.branch)
    document = make_document(holder=holder, parties=(campus.branch,))
    inside = [holder, appoint("周明远", campus.branch), appoint("陈立新", campus.college)]
    outside: list[Any] = [
        affiliate("许一鸣", campus.branch),
        appoint("何清", campus.other_branch),
        appoint("吴工", campus.root, Post.OPERATOR),
    ]
    for person in inside:
        assert list(Document.objects.visible_to(person)) == [document]
    for person in outside:
        assert list(Document.objects.visible_to(person)) == []


def test_an_organisation_without_documents(campus: University) -> None:
    lonely: Organization = campus.other_branch
    assert list(queries.papers(appoint("何清", lonely))) == []
