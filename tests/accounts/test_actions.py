"""Every action on accounts: what it changes, what it says to the log, what it refuses."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections

from gongjian.accounts import actions, queries
from gongjian.accounts.models import Identifier, User, Verb
from gongjian.audit.models import Entry
from gongjian.core.access import SYSTEM
from gongjian.core.clock import moved_to, now
from gongjian.core.errors import Refused
from gongjian.organizations.posts import Post
from tests.accounts.factories import PASSWORD, make_user
from tests.organizations.factories import affiliate, appoint, make_subdistrict, make_university
from tests.races import together

pytestmark = pytest.mark.django_db
NEW = "another good password 9"


def log() -> list[tuple[str, str, Any]]:
    return [(row.verb, row.subject_id, row.facts) for row in Entry.objects.order_by("pk")]


def test_register_puts_a_person_on_the_roster() -> None:
    person = actions.register(
        by=SYSTEM, display_name=" 林知夏 ", identifiers={"number": "2023001", "email": "Lin@Example.org"}
    )
    assert (person.display_name, person.claimed_at, person.has_usable_password()) == ("林知夏", None, False)
    assert {row.kind: row.value for row in person.identifiers.all()} == {
        "number": "2023001",
        "email": "lin@example.org",
    }
    assert log() == [(Verb.REGISTERED, str(person.pk), {"kinds": ["email", "number"]})]


def test_identifiers_are_ciphertext_at_rest_and_not_in_the_log() -> None:
    actions.register(by=SYSTEM, display_name="林知夏", identifiers={"phone": "138 0000 2207"})
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT value, digest FROM accounts_identifier")
        stored = str(cursor.fetchall())
    assert "13800002207" not in stored + str(log())


@pytest.mark.parametrize("spelled", ["+86 138-0000-2207", "138 0000 2207", "13800002207 "])
def test_one_number_is_one_person_however_spelled(spelled: str) -> None:
    first = actions.register(by=SYSTEM, display_name="林知夏", identifiers={"phone": "13800002207"})
    again = actions.register(by=SYSTEM, display_name="林知夏", identifiers={"phone": spelled})
    assert (again, User.objects.count(), len(log())) == (first, 1, 1)
    with pytest.raises(Refused, match="已有别人"):
        actions.register(by=SYSTEM, display_name="何清", identifiers={"phone": spelled, "number": "2023009"})
    assert (User.objects.count(), Identifier.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("name", "identifiers", "wrong"),
    [
        ("", {"number": "2023001"}, "display_name"),
        ("林知夏", {}, "display_name"),
        ("林知夏", {"phone": "12345"}, "phone"),
        ("林知夏", {"email": "not an address"}, "email"),
        ("林知夏", {"number": "<b>"}, "number"),
        ("林知夏", {"number": "1"}, "number"),
        ("长" * 61, {"number": "2023001"}, "display_name"),
    ],
)
def test_register_refuses_bad_shapes(name: str, identifiers: dict[str, str], wrong: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        actions.register(by=SYSTEM, display_name=name, identifiers=identifiers)
    assert list(refusal.value.error_dict) == [wrong]
    assert (User.objects.count(), log()) == (0, [])


def test_register_with_a_weak_password_changes_nothing() -> None:
    with pytest.raises(ValidationError):
        actions.register(
            by=SYSTEM, display_name="林知夏", identifiers={"number": "2023001"}, password="12345"
        )
    assert User.objects.count() == 0


def test_register_is_for_those_who_keep_rosters() -> None:
    campus = make_university()
    lines: dict[str, Any] = {"display_name": "新人", "identifiers": {"number": "2026001"}}
    with pytest.raises(PermissionDenied):
        actions.register(by=make_user(), **lines)
    with pytest.raises(PermissionDenied):
        actions.register(by=affiliate("成员", campus.branch), **lines)
    assert actions.register(by=appoint("周明远", campus.branch), **lines).display_name == "新人"


def test_register_many_is_all_or_nothing_and_the_same_file_twice_changes_nothing() -> None:
    lines = [{"display_name": f"学生{n}", "identifiers": {"number": f"2023{n:04d}"}} for n in range(50)]
    first = actions.register_many(by=SYSTEM, people=lines)
    again = actions.register_many(by=SYSTEM, people=lines)
    assert (again, User.objects.count(), len(log())) == (first, 50, 1)
    bad = [
        {"display_name": "新人", "identifiers": {"number": "2024001"}},
        {**lines[3], "display_name": "别人"},
    ]
    with pytest.raises(Refused):
        actions.register_many(by=SYSTEM, people=bad)
    with pytest.raises(Refused):
        actions.register_many(by=SYSTEM, people=[bad[0], {**bad[0], "display_name": "也是新人"}])
    assert (User.objects.count(), len(log())) == (50, 1)


def test_register_many_asks_the_database_a_fixed_number_of_times(django_assert_max_num_queries: Any) -> None:
    lines = [{"display_name": f"学生{n}", "identifiers": {"number": f"2023{n:04d}"}} for n in range(200)]
    with django_assert_max_num_queries(12):
        actions.register_many(by=SYSTEM, people=lines)


def test_claim_sets_the_first_password_once() -> None:
    person = make_user(number="2023001", claimed=False)
    claimed = actions.claim(by=person, password=NEW)
    assert (claimed.check_password(NEW), claimed.claimed_at is None) == (True, False)
    with pytest.raises(Refused, match="已经认领"):
        actions.claim(by=person, password="yet another one 11")
    assert User.objects.get(pk=person.pk).check_password(NEW)
    assert log() == [(Verb.CLAIMED, str(person.pk), {})]


@pytest.mark.parametrize("password", ["short", "12345678901234", "password1234", ""])
def test_weak_passwords_are_refused(password: str) -> None:
    person = make_user(number="2023001", password=PASSWORD)
    with pytest.raises(ValidationError):
        actions.set_password(by=person, password=password)
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)


def test_settings_change_only_what_is_given_and_say_which_fields() -> None:
    person = make_user()
    actions.change_settings(by=person, elder_mode=True, skills=["急救"])
    actions.change_settings(by=person, elder_mode=True)
    fresh = User.objects.get(pk=person.pk)
    assert (fresh.elder_mode, fresh.skills, fresh.language) == (True, ["急救"], "zh-hans")
    assert log() == [(Verb.CHANGED_SETTINGS, str(person.pk), {"fields": ["elder_mode", "skills"]})]
    with pytest.raises(ValidationError):
        actions.change_settings(by=person, language="tlh")


def test_close_deletes_what_finds_the_person_and_keeps_the_name() -> None:
    person = make_user("林知夏", number="2023001", email="lin@example.org", password=PASSWORD)
    actions.change_settings(by=person, skills=["急救"], free_times=["weekend_morning"])
    actions.close_account(by=person)
    closed = User.objects.get(pk=person.pk)
    assert (closed.is_active, closed.display_name, closed.skills, closed.free_times) == (
        False,
        "林知夏",
        [],
        [],
    )
    assert (closed.has_usable_password(), Identifier.objects.count()) == (False, 0)
    assert queries.person_by_identifier("2023001") is None
    assert list(queries.invariants()) == []
    with pytest.raises(PermissionDenied):
        actions.close_account(by=closed)


def test_close_is_refused_to_holders_of_posts() -> None:
    secretary = appoint("周明远", make_university().branch)
    with pytest.raises(Refused, match="还担任着职务"):
        actions.close_account(by=secretary)
    assert User.objects.get(pk=secretary.pk).is_active


def test_reveal_shows_and_writes_down_who_looked_and_why() -> None:
    place = make_subdistrict()
    resident = affiliate(make_user("张桂芳", phone="13800002207"), place.community, "resident")
    worker = appoint("王秀兰", place.community, Post.COMMUNITY_WORKER)
    assert actions.reveal(by=worker, person=resident, kind="phone", reason="改时间") == "13800002207"
    entry = Entry.objects.get(verb=Verb.VIEWED_PRIVATE)
    assert (entry.by, entry.facts) == (worker, {"kind": "phone", "reason": "改时间"})
    assert [row.pk for row in queries.viewings_of(resident)] == [entry.pk]


def test_reveal_needs_a_reason_and_something_on_file() -> None:
    place = make_subdistrict()
    resident = affiliate(make_user("张桂芳", phone="13800002207"), place.community, "resident")
    worker = appoint("王秀兰", place.community, Post.COMMUNITY_WORKER)
    with pytest.raises(ValidationError):
        actions.reveal(by=worker, person=resident, kind="phone", reason=" ")
    with pytest.raises(Refused, match="没有登记"):
        actions.reveal(by=worker, person=resident, kind="email", reason="改时间")
    with pytest.raises(ValueError, match="shoe"):
        actions.reveal(by=worker, person=resident, kind="shoe", reason="改时间")
    assert log() == []


def test_reveal_ends_with_the_appointment() -> None:
    place = make_subdistrict()
    resident = affiliate(make_user("张桂芳", phone="13800002207"), place.community, "resident")
    worker = appoint("王秀兰", place.community, Post.COMMUNITY_WORKER, until=dt.date(2030, 6, 30))
    with moved_to(dt.datetime(2030, 6, 30, 12, tzinfo=dt.UTC)):
        assert actions.reveal(by=worker, person=resident, kind="phone", reason="改时间") == "13800002207"
    later = User.objects.get(pk=worker.pk)
    with moved_to(dt.datetime(2030, 7, 1, 12, tzinfo=dt.UTC)), pytest.raises(PermissionDenied):
        actions.reveal(by=later, person=resident, kind="phone", reason="改时间")


def test_nobody_writes_the_security_log_of_somebody_else() -> None:
    with pytest.raises(PermissionDenied):
        actions.note(by=make_user(), verb=Verb.SIGNED_IN, person=make_user("别人"))


@pytest.mark.django_db(transaction=True)
def test_the_same_entry_twice_at_once_makes_one_person() -> None:
    def enter() -> User:
        return actions.register(by=SYSTEM, display_name="林知夏", identifiers={"number": "2023001"})

    answers = together([enter] * 6)
    assert (User.objects.count(), Identifier.objects.count()) == (1, 1)
    assert {type(answer) for answer in answers} <= {User, Refused}


@pytest.mark.django_db(transaction=True)
def test_claimed_twice_at_once_has_one_password() -> None:
    person = make_user(number="2023001", claimed=False)

    def attempt(number: int) -> Any:
        return lambda: (
            actions.claim(by=User.objects.get(pk=person.pk), password=f"a long password {number}"),
            number,
        )

    won = [
        answer[1] for answer in together([attempt(n) for n in range(4)]) if not isinstance(answer, Refused)
    ]
    assert len(won) == 1
    assert User.objects.get(pk=person.pk).check_password(f"a long password {won[0]}")


def test_times_come_from_the_one_clock() -> None:
    moment = dt.datetime(2027, 3, 1, 8, tzinfo=dt.UTC)
    with moved_to(moment):
        person = actions.register(by=SYSTEM, display_name="林知夏", identifiers={"number": "2023001"})
        claimed = actions.claim(by=person, password=NEW)
    assert (person.created_at, claimed.claimed_at, now() == moment) == (moment, moment, False)
