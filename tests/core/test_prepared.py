"""Prepared statements say what the ordinary queryset says, on both databases."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import BigIntegerField, Exists, F, OuterRef, TextField
from django.test.utils import CaptureQueriesContext

from gongjian.accounts.models import User
from gongjian.activities.models import Activity, Shift, SignUp
from gongjian.audit.models import Entry
from gongjian.core.prepared import Prepared, Slot, insert, insert_soon, one_trip
from gongjian.notices.models import Notice
from tests.accounts.factories import make_user
from tests.activities.factories import make_activity, make_sign_up

pytestmark = pytest.mark.django_db
KEY = Slot("key", BigIntegerField())


def same(one: Any, other: Any) -> bool:
    """Every column of two rows, whatever the database made of it."""
    return {f.attname: getattr(one, f.attname) for f in one._meta.concrete_fields} == {
        f.attname: getattr(other, f.attname) for f in other._meta.concrete_fields
    }


def test_a_row_is_the_row_that_the_queryset_gives() -> None:
    """JSON, dates, booleans and nulls come back as Python's, with joined rows and annotations."""
    shift = make_activity().shifts.get()
    taken = SignUp.objects.filter(shift=OuterRef("pk"))
    ask = Prepared(
        lambda: (
            Shift.objects.filter(pk=KEY)
            .select_related("activity__organizer", "activity__partner")
            .annotate(has_people=Exists(taken))
        )
    )
    for expected in (False, True):
        with CaptureQueriesContext(connection) as asked:
            found = ask.first(key=shift.pk)
            assert found is not None
            organizer = found.activity.organizer
        assert len(asked) == 1
        assert same(organizer, shift.activity.organizer)
        assert same(found, Shift.objects.get(pk=shift.pk))
        assert same(found.activity, Activity.objects.get(pk=shift.activity_id))
        assert found.has_people is expected  # type: ignore[attr-defined]
        make_sign_up(shift, "甲")
    assert ask.first(key=0) is None


def test_each_use_has_its_own_values() -> None:
    one, other = make_user("甲"), make_user("乙")
    ask = Prepared(lambda: User.objects.filter(pk=KEY))
    assert [ask.first(key=person.pk) for person in (one, other, one)] == [one, other, one]


def test_a_change_says_how_many_rows_there_were_and_gives_them_back() -> None:
    shift = make_activity(shift={"capacity": 2}).shifts.get()
    grow = Prepared(lambda: Shift.objects.filter(pk=KEY, taken__lt=F("capacity")), taken=F("taken") + 1)
    assert [grow.update(key=shift.pk) for _press in range(3)] == [1, 1, 0]
    name = Prepared(lambda: User.objects.filter(pk=KEY), display_name=Slot("name", TextField()))
    person = make_user("甲")
    (now,) = name.changed(key=person.pk, name="乙's %s")
    assert same(now, User.objects.get(pk=person.pk))
    assert now.display_name == "乙's %s"
    assert name.changed(key=0, name="丙") == []


def test_one_statement_after_another() -> None:
    shift = make_activity().shifts.get()
    seat = make_sign_up(shift, "甲")
    hold = Prepared(lambda: User.objects.select_for_update(no_key=True).only("pk").filter(pk=KEY))
    seats = Prepared(lambda: SignUp.objects.filter(person_id=KEY))
    with transaction.atomic():
        assert seats.rows_after(hold, key=seat.person_id) == [seat]


def test_an_inserted_row_is_stored_whole() -> None:
    person = make_user("甲")
    row = insert(Entry(by=person, verb="x", subject_type="a.b", subject_id="1", facts={"词": [1, None]}))
    assert same(row, Entry.objects.get(pk=row.pk))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(
            SignUp(
                shift_id=make_sign_up(make_activity().shifts.get(), "乙").shift_id, person=person, name=None
            )
        )


def test_rows_of_one_trip_arrive_together_or_not_at_all() -> None:
    person = make_user("甲")

    def tell(words: str) -> None:
        with one_trip():
            insert_soon(Entry(by=person, verb=words, subject_type="a.b", subject_id="1"))
            insert_soon(Notice(to=person, kind=words, facts={"a": "%s; --"}))

    with CaptureQueriesContext(connection) as asked:
        tell("x")
    assert len(asked) == (1 if connection.vendor == "postgresql" else 2)
    assert Entry.objects.get(verb="x").by == person
    assert Notice.objects.get(kind="x").facts == {"a": "%s; --"}
    with pytest.raises(ValueError, match="halt"):
        _stopped(person)
    assert not Notice.objects.filter(kind="y").exists()


def _stopped(person: User) -> None:
    with one_trip(), transaction.atomic():
        insert_soon(Notice(to=person, kind="y"))
        raise ValueError("halt")
