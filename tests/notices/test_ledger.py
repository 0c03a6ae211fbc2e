"""Telling: once per person, nothing private in plain text, reminders that stop."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from gongjian.accounts.models import User
from gongjian.core.clock import at, moved_to
from gongjian.notices.ledger import Address, notify, remind
from gongjian.notices.models import Delivery, Notice, sentence
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db
KIND = "feedback.answered"
MORNING = at(dt.date(2026, 4, 16), 9)


def test_a_person_is_told_once_even_when_listed_twice() -> None:
    one, two = make_user("甲"), make_user("乙")
    notify([one, two, one, None], KIND, one, link="/x/", receipt="YJ-1")
    assert list(Notice.objects.order_by("to_id").values_list("to_id", "link")) == [
        (one.pk, "/x/"),
        (two.pk, "/x/"),
    ]
    notify(one, KIND, one)
    notify(User.objects.all(), KIND, one)
    notify(None, KIND, one)
    assert Notice.objects.count() == 5
    assert Delivery.objects.count() == 0


def test_the_sentence_is_in_the_readers_language() -> None:
    person = make_user()
    notify(person, "feedback.received", person, due=dt.date(2026, 4, 16))
    notice = Notice.objects.get()
    assert notice.facts == {"due": "2026-04-16"}
    assert str(notice) == "有一条对平台的新意见，请在2026年4月16日前答复。"
    with translation.override("en"):
        assert str(notice) == "A new remark about the platform is to be answered by 16 April 2026."


def test_a_sentence_never_fails() -> None:
    assert sentence("gone.away", {"x": 1}) == "gone.away"
    assert sentence(KIND, {}) == "您的意见 %(receipt)s 有答复了。"
    assert (
        sentence("feedback.received", {"due": "2026-02-30"}) == "有一条对平台的新意见，请在2026-02-30前答复。"
    )
    assert sentence(KIND, {"receipt": "%(x)s <b>"}) == "您的意见 %(x)s <b> 有答复了。"


def test_an_unknown_message_is_an_error() -> None:
    with pytest.raises(KeyError):
        notify(make_user(), "no.such", make_user())


def test_to_an_address_nothing_is_kept_in_plain_text(settings: Any) -> None:
    settings.SITE = {**settings.SITE, "base_url": "https://gj.example/"}
    about = make_user()
    notify(Address.guess(" 13800002207 "), KIND, about, link="/r/?code=77777777", receipt="YJ-77777777")
    delivery = Delivery.objects.get()
    assert (delivery.channel, delivery.address) == ("sms", "13800002207")
    assert delivery.body == "您的意见 YJ-77777777 有答复了。 https://gj.example/r/?code=77777777"
    with connection.cursor() as cursor:
        for table in ("notices_notice", "notices_delivery"):
            cursor.execute(f"SELECT * FROM {table}")
            raw = str(cursor.fetchall())
            assert ("77777777" in raw, "13800002207" in raw) == (False, False)


@pytest.mark.parametrize(
    ("contact", "channel"), [("a@b.cn", "email"), ("13800002207", "sms"), ("0791-88001234", "sms")]
)
def test_a_contact_finds_its_channel(contact: str, channel: str) -> None:
    assert Address.guess(contact) == Address(channel, contact)


def test_an_undone_transaction_tells_nobody() -> None:
    with transaction.atomic():
        notify(Address.guess("a@b.cn"), KIND, make_user())
        transaction.set_rollback(True)
    assert (Notice.objects.count(), Delivery.objects.count()) == (0, 0)


def test_at_most_two_reminders_and_one_a_day() -> None:
    person, item, other = make_user("甲"), make_user("乙"), make_user("丙")
    told = []
    for days, hours in ((0, 0), (0, 3), (1, 0), (2, 0), (3, 0)):
        with moved_to(MORNING + dt.timedelta(days=days, hours=hours)):
            told.append(remind(person, KIND, item, receipt="x"))
    assert told == [1, 0, 1, 0, 0]
    with moved_to(MORNING + dt.timedelta(days=3)):
        assert remind([person, other], KIND, item) == 1
        assert remind(person, KIND, other) == 1
        assert remind(person, "feedback.late", item) == 1


def test_reminders_cost_the_same_for_one_and_for_thirty(django_assert_num_queries: Any) -> None:
    item = make_user()
    people = [make_user(f"某{number}") for number in range(30)]
    remind(item, KIND, people[0])  # the rules of policy are read once
    with django_assert_num_queries(2):
        remind(people[:1], KIND, item)
    with django_assert_num_queries(2):
        assert remind(people, KIND, item) == 29


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=12), max_size=4))
def test_any_facts_make_a_sentence(facts: dict[str, str]) -> None:
    assert sentence("feedback.received", facts)
