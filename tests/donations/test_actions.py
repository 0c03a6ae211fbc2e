"""Four eyes, private sums, totals that hold, a receipt; and no public call without a charity."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from gongjian.audit.models import Entry
from gongjian.core.clock import today
from gongjian.core.errors import Refused
from gongjian.donations import actions, queries
from gongjian.donations.models import Drive, Pledge, is_charity_code
from tests.donations.factories import CHARITY_CODE, DAY, House, make_drive, make_pledge
from tests.organizations.factories import affiliate

pytestmark = pytest.mark.django_db


def fields(house: House, **changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "title": "给小宇买康复器材",
        "purpose": "每天训练两小时",
        "beneficiary": "一名脑瘫儿童",
        "beneficiary_name": "陈小宇",
        "consent_by": "母亲 陈芳",
        "consent_on": today(),
        "consent_for": "在支部内说明情况",
        "until": today() + 9 * DAY,
        "treasurer": house.treasurer,
        "takes_sums": True,
    }
    return {**given, **changes}


def test_from_the_draft_to_the_receipt(house: House) -> None:
    drive = actions.propose(by=house.proposer, organization=house.branch, **fields(house))
    actions.submit(by=house.proposer, drive=drive)
    actions.approve(by=house.secretary, drive=drive)
    first = actions.pledge(by=house.student, drive=drive, kind="sum", fen=5050)
    second = actions.pledge(
        by=house.classmate, drive=drive, kind="goods", goods="护膝", quantity=2, unit="副"
    )
    for row in (first, second):
        actions.receive(by=house.treasurer, pledge=row)
    actions.close(by=house.treasurer, drive=drive)
    done = actions.hand_over(by=house.secretary, drive=drive, handed_on=today(), to="孩子的母亲")
    assert (done.total_fen, done.drive.state) == (5050, "handed_over")
    facts = done.document.facts
    assert ["合计金额（元）", "50.50"] in facts["summary"]
    assert facts["sections"][0]["rows"] == [["护膝", "2 副"]]
    assert "林知夏" not in str(facts)
    assert "陈小宇" not in str(facts)
    assert list(queries.invariants()) == []


def test_four_eyes(house: House) -> None:
    drive = make_drive(house, state="proposed")
    for by in (house.proposer, house.treasurer, house.student, house.stranger):
        with pytest.raises(PermissionDenied):
            actions.approve(by=by, drive=drive)
    own = make_drive(house, state="proposed", proposed_by=house.secretary)
    with pytest.raises(PermissionDenied):
        actions.approve(by=house.secretary, drive=own)
    assert actions.approve(by=house.dean, drive=own).state == "open"
    with pytest.raises(IntegrityError), transaction.atomic():
        Drive.objects.filter(pk=drive.pk).update(state="open", approved_by=house.proposer)


def test_a_single_sum_is_ciphertext_and_seen_by_giver_and_treasurer_only(house: House) -> None:
    drive = make_drive(house)
    row = actions.pledge(by=house.student, drive=drive, kind="sum", fen=88800)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum_fen FROM donations_pledge")
        assert "88800" not in cursor.fetchone()[0]
    for other in (house.secretary, house.proposer, house.classmate, house.dean):
        assert not Pledge.objects.visible_to(other).exists()
    assert "88800" not in str(list(Entry.objects.values_list("facts", flat=True)))
    assert actions.show_amounts(by=house.treasurer, drive=drive, reason="对账") == {row.pk: 88800}
    assert Entry.objects.filter(verb="donations.amounts_shown").count() == 1
    with pytest.raises(PermissionDenied):
        actions.show_amounts(by=house.secretary, drive=drive, reason="看看")


def test_the_sum_is_shown_when_it_gives_nobody_away(house: House) -> None:
    drive = make_drive(house)
    url = reverse("donations:drive", args=[drive.pk])
    client = Client()
    client.force_login(house.classmate)
    make_pledge(drive, house.student, 12345)
    assert "123.45" not in client.get(url).content.decode()
    for number in range(4):
        make_pledge(drive, affiliate(f"同学{number}", house.branch), 10000)
    assert "523.45" in client.get(url).content.decode()


def test_the_same_pledge_twice_is_one_and_another_sum_is_refused(house: House) -> None:
    drive = make_drive(house)
    row = actions.pledge(by=house.student, drive=drive, kind="sum", fen=100)
    assert actions.pledge(by=house.student, drive=drive, kind="sum", fen=100).pk == row.pk
    with pytest.raises(Refused):
        actions.pledge(by=house.student, drive=drive, kind="sum", fen=200)
    drive.refresh_from_db()
    assert drive.pledged_fen == 100


def test_a_pledge_is_taken_back_until_it_arrives(house: House) -> None:
    drive = make_drive(house)
    row = actions.pledge(by=house.student, drive=drive, kind="sum", fen=100)
    with pytest.raises(PermissionDenied):
        actions.withdraw(by=house.treasurer, pledge=row)
    actions.withdraw(by=house.student, pledge=row)
    actions.withdraw(by=house.student, pledge=row)
    drive.refresh_from_db()
    assert drive.pledged_fen == 0
    again = actions.pledge(by=house.student, drive=drive, kind="sum", fen=300)
    actions.receive(by=house.treasurer, pledge=again)
    with pytest.raises(Refused):
        actions.withdraw(by=house.student, pledge=again)


def test_people_of_other_organisations_do_not_give_and_do_not_see(house: House) -> None:
    drive = make_drive(house)
    assert not Drive.objects.visible_to(house.stranger).exists()
    with pytest.raises(PermissionDenied):
        actions.pledge(by=house.stranger, drive=drive, kind="sum", fen=100)


def test_the_public_is_asked_by_a_charity_or_not_at_all(house: House) -> None:
    for changes in (
        {},
        {"charity": "某基金会"},
        {"charity": "某基金会", "charity_code": "53100000500000007A"},
    ):
        with pytest.raises(ValidationError):
            actions.propose(
                by=house.proposer, organization=house.branch, **fields(house, reach="public", **changes)
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        make_drive(house, reach="public")
    drive = make_drive(house, reach="public", charity="江州慈善总会", charity_code=CHARITY_CODE)
    with pytest.raises(Refused):
        actions.pledge(by=house.student, drive=drive, kind="sum", fen=100)
    page = Client().get(reverse("donations:drive", args=[drive.pk])).content.decode()
    assert "江州慈善总会" in page
    assert CHARITY_CODE in page


@pytest.mark.parametrize(
    ("code", "right"),
    [
        (CHARITY_CODE, True),
        ("53100000500000007A", False),  # check sign
        ("91350100M000100Y43", False),  # right, but an enterprise
        ("5310000050000000", False),
        ("5310000050000O007N", False),  # a letter that the standard leaves out
    ],
)
def test_the_credit_code_of_a_charity(code: str, right: bool) -> None:
    assert is_charity_code(code) is right


def test_nothing_is_handed_over_while_pledges_are_unsettled_nor_by_the_treasurer(house: House) -> None:
    drive = make_drive(house, state="closed")
    make_pledge(drive, house.student, 100)
    with pytest.raises(Refused):
        actions.hand_over(by=house.secretary, drive=drive, handed_on=today(), to="母亲")
    with pytest.raises(PermissionDenied):
        actions.hand_over(by=house.treasurer, drive=drive, handed_on=today(), to="母亲")


def test_the_beneficiary_is_shown_for_a_reason_only(house: House) -> None:
    drive = make_drive(house)
    with pytest.raises(ValidationError):
        actions.show_beneficiary(by=house.treasurer, drive=drive, reason="")
    assert actions.show_beneficiary(by=house.treasurer, drive=drive, reason="交接核对") == (
        "陈小宇",
        "母亲 陈芳",
    )
    with pytest.raises(PermissionDenied):
        actions.show_beneficiary(by=house.student, drive=drive, reason="好奇")


def test_a_drive_that_ended_takes_nothing(house: House) -> None:
    drive = make_drive(house, until=today() - DAY, consent_on=today() - 30 * DAY)
    with pytest.raises(Refused):
        actions.pledge(by=house.student, drive=drive, kind="sum", fen=100)
    with pytest.raises(Refused):
        actions.pledge(by=house.student, drive=make_drive(house, takes_sums=False), kind="sum", fen=100)
