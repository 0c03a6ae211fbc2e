"""The log for auditors and what a person sees of it."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from gongjian.accounts.models import User
from gongjian.audit import queries
from gongjian.audit.ledger import record
from gongjian.audit.models import Entry
from gongjian.core.access import SYSTEM, Guest
from gongjian.core.clock import at, moved_to
from gongjian.organizations.posts import Post
from tests.accounts.factories import make_user
from tests.audit.factories import make_entries
from tests.organizations.factories import appoint, make_organization

pytestmark = pytest.mark.django_db
DAY = at(dt.date(2026, 4, 16), 14, 30)


@pytest.fixture
def auditor(client: Client) -> User:
    person = appoint("沈审", make_organization(), Post.AUDITOR)
    sign_in(client, person)
    return person


def sign_in(client: Client, person: User) -> None:
    """Signed in, and the log forgets it."""
    client.force_login(person)
    Entry.objects.all().delete()


def shown(client: Client, query: str = "") -> list[int]:
    response = client.get(f"/audit/{query}")
    return [entry.pk for entry in response.context["page"]]


def test_the_log_reads_as_sentences(client: Client, auditor: User) -> None:
    person = make_user("林知夏")
    make_entries(1, by=person, verb="feedback.said", subject_type="feedback.remark", subject_id="7")
    body = client.get("/audit/").content.decode()
    for words in ("林知夏", "对平台提了意见", "feedback.remark:7", "待封存", "n = 0"):
        assert words in body


def test_who_acted_is_said_for_guests_and_the_platform(auditor: User) -> None:
    person = make_user()
    entries = [
        record(SYSTEM, "accounts.signed_in", person),
        record(Guest.holding("x.y", person, "GJ-N-1"), "accounts.signed_in", person),
        record(person, "accounts.signed_in", person),
    ]
    assert [entry.who for entry in entries] == ["平台", "没有账号的人", "林知夏"]


def test_filters_narrow_the_log(client: Client, auditor: User) -> None:
    one, two = make_user("甲"), make_user("乙")
    with moved_to(DAY - dt.timedelta(days=3)):
        old = make_entries(1, by=one)[0]
    with moved_to(DAY):
        new = make_entries(1, by=two, verb="feedback.said", subject_type="feedback.remark", subject_id="7")[0]
        assert shown(client) == [new.pk, old.pk]
        assert shown(client, "?verb=feedback.said") == [new.pk]
        assert shown(client, f"?by={one.pk}") == [old.pk]
        assert shown(client, "?subject=feedback.remark:7") == [new.pk]
        assert shown(client, "?subject=feedback.remark:8") == []
        assert shown(client, "?subject=accounts.user") == [old.pk]
        assert shown(client, "?since=2026-04-14") == [new.pk]
        assert shown(client, "?since=2026-04-01&until=2026-04-13") == [old.pk]


def test_the_last_thirty_days_are_shown_when_nothing_is_chosen(client: Client, auditor: User) -> None:
    with moved_to(DAY - dt.timedelta(days=40)):
        old = make_entries(1)[0]
    with moved_to(DAY):
        assert shown(client) == []
        assert shown(client, "?since=2026-01-01") == [old.pk]


def test_a_person_sees_what_they_did_and_what_was_done_about_them(client: Client) -> None:
    me, other = make_user("我"), make_user("别人")
    sign_in(client, me)
    mine = make_entries(1, by=me, subject_type="x.y", subject_id="1")[0]
    about = make_entries(1, by=other, verb="accounts.viewed_private", subject_id=str(me.pk))[0]
    make_entries(1, by=other, subject_id=str(other.pk))
    response = client.get("/audit/mine/")
    assert [entry.pk for entry in response.context["page"]] == [about.pk, mine.pk]
    assert "别人" in response.content.decode()


def test_an_auditor_sees_only_their_own_under_mine(client: Client, auditor: User) -> None:
    make_entries(3)
    assert list(client.get("/audit/mine/").context["page"]) == []


def test_reasons_are_shown_escaped(client: Client) -> None:
    me = make_user("我")
    Entry.objects.create(
        by=make_user("别人"),
        verb="accounts.viewed_private",
        subject_type="accounts.user",
        subject_id=str(me.pk),
        facts={"reason": "<script>alert(1)</script>"},
    )
    client.force_login(me)
    body = client.get("/audit/mine/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
    assert "<script>alert" not in body


@pytest.mark.parametrize("page", ["/audit/", "/audit/mine/"])
def test_the_lists_cost_the_same_for_one_and_for_twenty(
    client: Client, auditor: User, page: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_entries(1, by=auditor)
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    for number in range(15):
        make_entries(1, by=make_user(f"某{number}"), subject_id=str(auditor.pk))
    with django_assert_num_queries(len(one)):
        assert len(client.get(page).context["page"]) == 16


def test_an_unknown_verb_can_not_be_recorded() -> None:
    with pytest.raises(KeyError):
        record(SYSTEM, "accounts.invented", make_user())


def test_late_seals_break_an_invariant() -> None:
    with moved_to(DAY):
        make_entries(2)
    with moved_to(DAY + dt.timedelta(minutes=11)):
        assert list(queries.invariants()) == ["audit: 2 entries wait for their seal for more than 10 minutes"]


BAD: list[tuple[str, str, str, dict[str, str]]] = [
    ("no day", "?since=soon", "请填写正确的日期", {"since": "soon"}),
    ("impossible day", "?since=2026-02-30", "请填写正确的日期", {"since": "2026-02-30"}),
    (
        "end before start",
        "?since=2026-04-10&until=2026-04-01",
        "结束日期早于开始日期",
        {"until": "2026-04-01"},
    ),
    ("before all times", "?since=0001-01-01", "没有这么早的记录", {"since": "0001-01-01"}),
    ("after all times", "?until=9999-12-31", "请选一个可能到来的日子", {"until": "9999-12-31"}),
    ("unknown verb", "?verb=drop.table", "请", {}),
    ("no number", "?by=abc", "请", {}),
    ("huge number", "?by=99999999999999999999999", "谁：不能大于", {}),
    ("negative number", "?by=-1", "谁：不能小于 1", {}),
    ("hostile subject", "?subject=%27;DROP%20TABLE", "请", {}),
    ("null byte", "?subject=a%00b", "请", {}),
]


@pytest.mark.parametrize(("kind", "query", "message", "kept"), BAD, ids=[row[0] for row in BAD])
def test_bad_filters_are_said_and_kept(
    client: Client, auditor: User, kind: str, query: str, message: str, kept: dict[str, str]
) -> None:
    before = Entry.objects.count()
    response = client.get(f"/audit/{query}")
    body = response.content.decode()
    form: Any = response.context["form"]
    assert (response.status_code, Entry.objects.count()) == (422, before)
    assert form.errors
    summary = body[body.index("data-gj-errors") : body.index("</ul>", body.index("data-gj-errors"))]
    assert message in summary, summary
    assert {name: form[name].value() for name in kept} == kept
    assert "<script>" not in body
