"""The certificate of volunteer service record."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from gongjian.activities import actions
from gongjian.activities.models import SignUp
from gongjian.core.clock import at, moved_to, today
from gongjian.core.errors import Refused
from gongjian.documents.models import Document
from tests.accounts.factories import make_user
from tests.activities.factories import Pair, make_activity, make_attended, make_settled

DAY = dt.timedelta(days=1)


def serve(pair: Pair, person: object, days_ago: int, **fields: object) -> SignUp:
    activity = make_activity(
        pair.branch,
        fields.pop("partner", pair.community),
        state="settled",
        shift={"starts_at": at(today() - days_ago * DAY, 14)},
        **fields,
    )
    return make_settled(activity.shifts.get(), person, minutes=90)


def test_it_says_what_was_served_and_nothing_private(pair: Pair) -> None:
    person = make_user("林知夏", phone="13812342207", number="2023001")
    for days in (3, 10):
        serve(pair, person, days, title="智慧助老课堂")
    serve(pair, person, 40, title="太早")
    serve(pair, person, 5, title="没有合办方", partner=None)
    since, until = today() - 30 * DAY, today()
    paper = actions.ask_certificate(by=person, person=person, since=since, until=until)
    facts = paper.facts
    assert (paper.kind, paper.holder, list(paper.parties.all())) == (
        Document.Kind.SERVICE_CERTIFICATE,
        person,
        [pair.branch],
    )
    assert (facts["name"], facts["minutes"], facts["times"], facts["issuer"], facts["head"]) == (
        "林知夏",
        270,
        3,
        "计算机本科生第三党支部",
        "周明远",
    )
    rows = sorted((row["activity"], row["times"], row["minutes"], row["witness"]) for row in facts["rows"])
    assert rows == [
        ("智慧助老课堂", 2, 180, "both"),
        ("没有合办方", 1, 90, "organizer"),
    ]
    assert (
        dt.date.fromisoformat(facts["public_until"]) - dt.date.fromisoformat(facts["public_from"]) == 7 * DAY
    )
    for private in ("13812342207", "2023001", person.username):
        assert private not in str(facts)


def test_the_title_is_chinese_whoever_asks(pair: Pair) -> None:
    person = make_user()
    serve(pair, person, 3)
    with translation.override("en"):
        paper = actions.ask_certificate(by=person, person=person, since=today() - 9 * DAY, until=today())
    assert paper.title == "志愿服务记录证明"


def test_the_same_days_give_the_same_paper_until_hours_are_added(pair: Pair) -> None:
    person = make_user()
    serve(pair, person, 3)
    since, until = today() - 9 * DAY, today()
    first = actions.ask_certificate(by=person, person=person, since=since, until=until)
    again = actions.ask_certificate(by=person, person=person, since=since, until=until)
    assert (again.pk, Document.objects.count()) == (first.pk, 1)
    serve(pair, person, 2)
    more = actions.ask_certificate(by=person, person=person, since=since, until=until)
    assert (more.pk != first.pk, more.facts["minutes"], first.facts["minutes"]) == (True, 180, 90)


def test_hours_of_one_side_are_no_hours(pair: Pair) -> None:
    shift = make_activity(
        pair.branch, state="finished", shift={"starts_at": at(today() - DAY, 9)}
    ).shifts.get()
    person = make_attended(shift).person
    with pytest.raises(Refused, match="没有双方确认"):
        actions.ask_certificate(by=person, person=person, since=today() - 9 * DAY, until=today())
    assert Document.objects.count() == 0


@pytest.mark.parametrize(("since", "until"), [(0, -1), (0, 1)])
def test_days_that_can_not_be(pair: Pair, since: int, until: int) -> None:
    person = make_user()
    with pytest.raises(ValidationError) as refusal:
        actions.ask_certificate(
            by=person, person=person, since=today() + since * DAY, until=today() + until * DAY
        )
    assert list(refusal.value.error_dict) == ["until"]


def test_only_for_oneself(pair: Pair) -> None:
    person = make_user()
    serve(pair, person, 3)
    with pytest.raises(PermissionDenied):
        actions.ask_certificate(by=pair.secretary, person=person, since=today() - 9 * DAY, until=today())


def test_a_snapshot_stays_when_names_change(pair: Pair) -> None:
    person = make_user("林知夏")
    seat = serve(pair, person, 3)
    paper = actions.ask_certificate(by=person, person=person, since=today() - 9 * DAY, until=today())
    seat.shift.activity.title = "另一个标题"
    seat.shift.activity.save()
    with moved_to(at(today() + 400 * DAY)):
        paper.refresh_from_db()
    assert paper.facts["rows"][0]["activity"] == "智慧助老课堂：手机挂号"
