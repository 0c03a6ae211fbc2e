"""Many at once: one pledge once, totals that add up, nothing after the close."""

import pytest

from gongjian.core.clock import today
from gongjian.donations import actions, queries
from gongjian.donations.models import Drive, HandOver, Pledge
from tests.donations.factories import make_drive, make_house, make_pledge
from tests.organizations.factories import affiliate
from tests.races import failures, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_person_presses_many_times_and_many_give_at_once() -> None:
    house = make_house()
    drive = make_drive(house)
    people = [affiliate(f"同学{number}", house.branch) for number in range(4)]
    calls = [lambda: actions.pledge(by=house.student, drive=drive, kind="sum", fen=100)] * 3
    calls += [lambda who=who: actions.pledge(by=who, drive=drive, kind="sum", fen=250) for who in people]  # type: ignore[misc]
    assert failures(together(calls)) == []
    drive.refresh_from_db()
    assert (drive.pledged_fen, Pledge.objects.count()) == (1100, 5)
    assert list(queries.invariants()) == []


def test_the_treasurer_receives_while_the_giver_takes_back() -> None:
    house = make_house()
    drive = make_drive(house)
    row = make_pledge(drive, house.student, 700)
    results = together(
        [
            lambda: actions.withdraw(by=house.student, pledge=row),
            lambda: actions.receive(by=house.treasurer, pledge=row),
        ]
    )
    assert len(failures(results)) == 1
    drive.refresh_from_db()
    assert (drive.pledged_fen, drive.received_fen) in {(0, 0), (700, 700)}
    assert list(queries.invariants()) == []


def test_two_hand_over_at_once_and_there_is_one_receipt() -> None:
    house = make_house()
    drive = make_drive(house, state="closed")
    make_pledge(drive, house.student, 700, state="received")
    results = together(
        [lambda: actions.hand_over(by=house.secretary, drive=drive, handed_on=today(), to="母亲")] * 3
    )
    assert failures(results) == []
    assert HandOver.objects.count() == 1
    assert Drive.objects.get().state == "handed_over"
