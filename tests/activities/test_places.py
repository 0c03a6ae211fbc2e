"""Who may sign up when, what is kept for whom, selection and groups."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from gongjian.activities import actions, queries, tasks
from gongjian.activities.models import Activity, Shift, SignUp, Tell, Verb
from gongjian.audit.models import Entry
from gongjian.core.clock import moved_to, now, today
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from gongjian.organizations.models import Affiliation
from tests.accounts.factories import make_user
from tests.activities.factories import Pair, make_activity, make_shift, make_sign_up, open_shift
from tests.activities.test_planning import a_shift, words
from tests.activities.test_views import form_data, page, url
from tests.organizations.factories import affiliate

S = SignUp.State
HOUR = dt.timedelta(hours=1)


def test_sign_up_opens_and_closes(client: Client, pair: Pair) -> None:
    opens, closes = now() + 5 * HOUR, now() + 10 * HOUR
    activity = make_activity(pair.branch, sign_up_opens_at=opens, sign_up_closes_at=closes)
    person = make_user("林知夏")
    client.force_login(person)
    with pytest.raises(Refused, match="报名开始"):
        actions.sign_up(by=person, shift=open_shift(activity))
    assert "开始报名" in page(client, "detail", activity.pk)
    with moved_to(closes), pytest.raises(Refused, match="截止"):
        actions.sign_up(by=person, shift=open_shift(activity))
    assert SignUp.objects.count() == 0
    with moved_to(opens):
        assert actions.sign_up(by=person, shift=open_shift(activity)).state == S.CONFIRMED


def test_a_place_can_be_given_back_until_the_deadline(client: Client, pair: Pair) -> None:
    activity = make_activity(pair.branch, cancel_hours=24, shift={"capacity": 1})
    seat = make_sign_up(activity.shifts.get())
    waiting = make_sign_up(activity.shifts.get(), "后来的人", state=S.WAITING)
    with moved_to(seat.shift.starts_at - 23 * HOUR):
        with pytest.raises(Refused, match="联系人"):
            actions.cancel_sign_up(by=seat.person, sign_up=seat)
        client.force_login(seat.person)
        assert url("cancel_sign_up", seat.pk) not in page(client, "detail", activity.pk)
        actions.cancel_sign_up(by=waiting.person, sign_up=waiting)  # a turn costs nobody a place
    with moved_to(seat.shift.starts_at - 25 * HOUR):
        actions.cancel_sign_up(by=seat.person, sign_up=seat)
    assert (Shift.objects.get().taken, Shift.objects.get().waiting) == (0, 0)


@pytest.mark.parametrize(
    ("fields", "age"), [({"min_age": 14}, 14), ({"is_dangerous": True, "insurance": "P1"}, 18)]
)
def test_an_age_is_confirmed_by_the_person(pair: Pair, fields: dict[str, Any], age: int) -> None:
    activity = make_activity(pair.branch, **fields)
    person = make_user("林知夏")
    with pytest.raises(Refused, match=str(age)):
        actions.sign_up(by=person, shift=open_shift(activity))
    assert actions.sign_up(by=person, shift=open_shift(activity), of_age=True).state == S.CONFIRMED


def test_an_overlap_is_told_before_the_button_is_pressed(client: Client, pair: Pair) -> None:
    other, activity = make_activity(pair.other_branch, title="清洁日"), make_activity(pair.branch)
    seat = make_sign_up(other.shifts.get())
    client.force_login(seat.person)
    shown = page(client, "detail", activity.pk)
    assert "清洁日" in shown
    assert url("sign_up", activity.shifts.get().pk) not in shown
    actions.cancel_sign_up(by=seat.person, sign_up=seat)
    assert url("sign_up", activity.shifts.get().pk) in page(client, "detail", activity.pk)


def test_who_waits_until_the_end_was_not_reached(pair: Pair) -> None:
    activity = make_activity(
        pair.branch, state=Activity.State.RUNNING, shift={"starts_at": now(), "capacity": 1}
    )
    shift = activity.shifts.get()
    make_shift(activity, starts_at=now() + 50 * HOUR)
    make_sign_up(shift, "有名额的人")
    seat = make_sign_up(shift, "等着的人", state=S.WAITING)
    assert tasks.sweep_places() == 0
    with moved_to(shift.ends_at + HOUR):
        assert tasks.sweep_places() == 1
        assert tasks.sweep_places() == 0
    seat.refresh_from_db()
    shift.refresh_from_db()
    assert (seat.state, shift.waiting, shift.taken) == (S.NOT_REACHED, 0, 1)
    assert Notice.objects.get(kind=Tell.NOT_REACHED).to_id == seat.person_id
    assert list(queries.invariants()) == []


def test_finishing_closes_the_waiting_list(pair: Pair) -> None:
    activity = make_activity(
        pair.branch, state=Activity.State.RUNNING, shift={"starts_at": now(), "capacity": 1}
    )
    make_sign_up(activity.shifts.get(), "有名额的人")
    seat = make_sign_up(activity.shifts.get(), "等着的人", state=S.WAITING)
    actions.finish(by=pair.secretary, activity=activity)
    seat.refresh_from_db()
    assert seat.state == S.NOT_REACHED


# ---- places kept for a side


def kept(pair: Pair, **shift: Any) -> Activity:
    activity = make_activity(pair.branch, pair.community, shift={"capacity": 2, "community_kept": 1, **shift})
    Shift.objects.filter(activity=activity).update(kept_until=now() + 10 * HOUR)
    return activity


def test_kept_places_wait_for_their_side_and_then_for_all(client: Client, pair: Pair) -> None:
    activity = kept(pair)
    first, second = affiliate("甲", pair.branch), affiliate("乙", pair.branch)
    resident = affiliate("张桂芳", pair.community, Affiliation.Kind.RESIDENT)
    assert actions.sign_up(by=first, shift=open_shift(activity)).state == S.CONFIRMED
    client.force_login(second)
    assert "为社区保留" in page(client, "detail", activity.pk)
    seat = actions.sign_up(by=second, shift=open_shift(activity))
    assert seat.state == S.WAITING
    assert tasks.sweep_places() == 0
    with moved_to(now() + 11 * HOUR):
        assert tasks.sweep_places() == 1
    seat.refresh_from_db()
    assert seat.state == S.CONFIRMED
    assert Entry.objects.filter(verb=Verb.PLACES_RELEASED).count() == 1
    assert actions.sign_up(by=resident, shift=open_shift(activity)).state == S.WAITING


def test_a_kept_place_goes_to_its_side(pair: Pair) -> None:
    activity = kept(pair)
    for name in "甲乙":
        actions.sign_up(by=affiliate(name, pair.branch), shift=open_shift(activity))
    resident = affiliate("张桂芳", pair.community, Affiliation.Kind.RESIDENT)
    assert actions.sign_up(by=resident, shift=open_shift(activity)).state == S.CONFIRMED
    shift = Shift.objects.get()
    assert (shift.taken, shift.community_taken, shift.campus_taken, shift.waiting) == (2, 1, 1, 1)
    assert list(queries.invariants()) == []


def test_more_places_can_not_be_kept_than_there_are(pair: Pair) -> None:
    shift = a_shift(campus_kept=3, community_kept=3)
    with pytest.raises(ValidationError) as refusal:
        actions.draft(
            by=pair.secretary, organizer=pair.branch, project=pair.project, shifts=[shift], **words()
        )
    assert list(refusal.value.error_dict) == ["campus_kept"]


# ---- selection


def test_apply_select_and_tell(client: Client, pair: Pair) -> None:
    activity = make_activity(pair.branch, by_selection=True, shift={"capacity": 1})
    people = [make_user(name) for name in ("甲", "乙", "丙")]
    for person in people:
        assert actions.apply(by=person, shift=open_shift(activity)).state == S.APPLIED
    assert Shift.objects.get().taken == 0
    with pytest.raises(Refused):
        actions.sign_up(by=people[0], shift=open_shift(activity))
    client.force_login(pair.secretary)
    pk = activity.shifts.get().pk
    assert "3 人申请" in page(client, "select", pk)
    rows = {row.name: row for row in SignUp.objects.all()}
    answer = client.post(url("select", pk), {"chosen": [rows["甲"].pk, rows["乙"].pk]})
    assert answer.status_code == 409
    assert Shift.objects.get().taken == 0
    client.post(url("select", pk), {"chosen": [rows["乙"].pk]})
    client.post(url("decline_rest", pk))
    states = dict(SignUp.objects.values_list("name", "state"))
    assert states == {"甲": S.NOT_SELECTED, "乙": S.CONFIRMED, "丙": S.NOT_SELECTED}
    told = dict(Notice.objects.exclude(kind=Tell.APPLIED).values_list("to__display_name", "kind"))
    assert told == {"甲": Tell.NOT_SELECTED, "乙": Tell.SELECTED, "丙": Tell.NOT_SELECTED}
    with pytest.raises(PermissionDenied):
        actions.select(by=pair.stranger, shift=open_shift(activity), sign_ups=[rows["甲"]])


def test_who_is_busy_meanwhile_can_not_be_selected(pair: Pair) -> None:
    activity = make_activity(pair.branch, by_selection=True)
    row = actions.apply(by=make_user("甲"), shift=open_shift(activity))
    make_sign_up(make_activity(pair.other_branch).shifts.get(), row.person)
    with pytest.raises(Refused, match="甲"):
        actions.select(by=pair.secretary, shift=open_shift(activity), sign_ups=[row])


# ---- groups


def test_a_group_is_seated_whole_or_not_at_all(client: Client, pair: Pair) -> None:
    activity = make_activity(pair.branch, group_size=3, shift={"capacity": 2})
    leader = affiliate("林知夏", pair.branch)
    for name in ("许一鸣", "何小雨"):
        affiliate(name, pair.branch)
    client.force_login(leader)
    pk = activity.shifts.get().pk
    assert url("sign_up_group", pk) in page(client, "detail", activity.pk)
    answer = client.post(url("sign_up_group", pk), {"people": "林知夏，许一鸣、何小雨"})
    assert answer.status_code == 409
    assert (SignUp.objects.count(), Shift.objects.get().taken) == (0, 0)
    answer = client.post(url("sign_up_group", pk), {"people": "林知夏，许一鸣"})
    assert answer.status_code == 302
    assert dict(SignUp.objects.values_list("name", "signed_up_by__display_name")) == {
        "林知夏": "林知夏",
        "许一鸣": "林知夏",
    }
    assert Notice.objects.get(kind=Tell.GROUP).facts["name"] == "林知夏"
    client.post(url("sign_up_group", pk), {"people": "林知夏，许一鸣"})
    assert Shift.objects.get().taken == 2


def test_neighbours_are_no_group(pair: Pair) -> None:
    """A resident can't find out who lives in the neighbourhood by typing names."""
    resident = affiliate("张桂芳", pair.community, Affiliation.Kind.RESIDENT)
    other = affiliate("刘老伯", pair.community, Affiliation.Kind.RESIDENT)
    assert list(queries.colleagues_of(resident)) == [resident]
    activity = make_activity(pair.branch, group_size=5)
    with pytest.raises(ValidationError):
        actions.sign_up_group(by=resident, shift=open_shift(activity), people=[resident, other])


# ---- planning with several organisers and more shifts


def test_one_more_shift_without_a_script(client: Client, pair: Pair) -> None:
    client.force_login(pair.secretary)
    data = form_data(organizer=pair.branch.pk, title="", **{"shifts-TOTAL_FORMS": "3", "more": "1"})
    shown = client.post(url("draft"), data)
    assert shown.status_code == 200
    html = shown.content.decode()
    assert 'name="shifts-3-day"' in html
    assert "请填写这一项" not in html
    assert 'value="14:30"' in html
    assert Activity.objects.count() == 0


def test_further_organisers(client: Client, pair: Pair) -> None:
    client.force_login(pair.secretary)
    sister = pair.college
    data = form_data(
        organizer=pair.branch.pk, project=pair.project.pk, co_organizers=[sister.pk], audience="members"
    )
    client.post(url("draft"), data)
    activity = Activity.objects.get()
    assert list(activity.co_organizers.all()) == [sister]
    assert sister.name in page(client, "detail", activity.pk)
    actions.publish(by=pair.secretary, activity=activity)
    assert Notice.objects.filter(kind=Tell.CO_ORGANIZES, to=pair.dean).count() == 1
    person = affiliate("林小满", sister)
    assert (
        actions.sign_up(by=person, shift=queries.shift_of(person, activity.shifts.get().pk)).state
        == S.CONFIRMED
    )


def test_the_partner_is_no_further_organiser(pair: Pair) -> None:
    with pytest.raises(ValidationError) as refusal:
        actions.draft(
            by=pair.secretary,
            organizer=pair.branch,
            project=pair.project,
            shifts=[a_shift()],
            co_organizers=[pair.community],
            **words(),
        )
    assert list(refusal.value.error_dict) == ["co_organizers"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sign_up_opens_at": "gestern"}, "报名开始时间：请填写正确的日期和时间"),
        ({"sign_up_opens_at": "2030-05-02T08:00", "sign_up_closes_at": "2030-05-01T08:00"}, "截止"),
        ({"min_age": "-1"}, "最低年龄：不能小于 0"),
        ({"group_size": "5000"}, "不能大于 50"),
        ({"cancel_hours": "１二"}, "请填写整数"),
        ({"shifts-0-campus_kept": "20", "shifts-0-community_kept": "20"}, "保留的名额"),
        ({"shifts-0-campus_kept": "viele"}, "请填写整数"),
        ({"co_organizers": ["999999"]}, "共同组织者："),
    ],
)
def test_bad_plans(client: Client, pair: Pair, changes: dict[str, Any], message: str) -> None:
    client.force_login(pair.secretary)
    data = form_data(organizer=pair.branch.pk, project=pair.project.pk, **changes)
    answer = client.post(url("draft"), data)
    html = answer.content.decode()
    assert (answer.status_code, Activity.objects.count()) == (422, 0)
    assert message in html
    assert "智慧助老课堂" in html


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_applicants_costs_the_same(
    client: Client, pair: Pair, number: int, django_assert_max_num_queries: Any
) -> None:
    activity = make_activity(pair.branch, by_selection=True)
    for n in range(number):
        actions.apply(by=make_user(f"志愿者{n}"), shift=open_shift(activity))
    client.force_login(pair.secretary)
    pk = activity.shifts.get().pk
    page(client, "select", pk)
    with django_assert_max_num_queries(14):
        page(client, "select", pk)


def test_days_of_the_form_are_read_in_local_time(client: Client, pair: Pair) -> None:
    client.force_login(pair.secretary)
    day = (today() + dt.timedelta(days=3)).isoformat()
    data = form_data(organizer=pair.branch.pk, project=pair.project.pk, sign_up_opens_at=f"{day}T08:00")
    client.post(url("draft"), data)
    activity = Activity.objects.get()
    assert activity.sign_up_opens_at.hour == 0  # type: ignore[union-attr]
    assert f'value="{day}T08:00"' in page(client, "edit", activity.pk)
