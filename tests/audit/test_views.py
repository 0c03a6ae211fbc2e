"""The log for auditors and what a person sees of it."""

import datetime as dt

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
