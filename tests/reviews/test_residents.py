"""Ask a resident, take the answer: once, by the one who holds the code, never by the helpers."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.audit.models import Entry
from gongjian.core.access import SYSTEM, Guest
from gongjian.core.clock import at, moved_to, now, today
from gongjian.core.errors import Refused
from gongjian.notices.models import Delivery, Notice
from gongjian.partnerships.models import Need
from gongjian.reviews import actions, queries
from gongjian.reviews.models import Ask, Confirmation, Tell, Verb
from tests.organizations.factories import affiliate, appoint
from tests.partnerships.factories import make_claimed_need

from .factories import CODE, holder, make_ask, make_pair

pytestmark = pytest.mark.django_db


def verbs(need: Need) -> list[str]:
    rows = Entry.objects.filter(subject_type="partnerships.need", subject_id=str(need.pk)).order_by("pk")
    return list(rows.values_list("verb", flat=True))


def test_a_code_has_eight_signs_without_look_alikes_and_only_its_hash_is_stored() -> None:
    pair = make_pair()
    code = actions.ask_resident(by=pair.worker, need=pair.need)
    ask = Ask.objects.get()
    assert len(code) == 8
    assert set(code) <= set("23456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert ask.digest == queries.code_digest(code)
    assert code not in str(vars(ask))
    assert ask.asked_by == pair.worker
    assert not ask.sent
    assert ask.expires_at - ask.asked_at == dt.timedelta(days=30)
    assert verbs(pair.need) == [Verb.ASKED]
    assert code not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_the_code_goes_to_the_contact_as_ciphertext_only() -> None:
    pair = make_pair(contact="13800002207")
    code = actions.ask_resident(by=pair.worker, need=pair.need)
    delivery = Delivery.objects.get()
    assert (delivery.channel, delivery.address) == ("sms", "13800002207")
    assert f"/reviews/confirm/?code={code}" in delivery.body
    notice = Notice.objects.get(kind=Tell.ASKED)
    assert code not in f"{notice.facts}{notice.link}"
    assert Ask.objects.get().sent


def test_the_proposer_with_an_account_is_told_without_a_code() -> None:
    pair = make_pair()
    resident = affiliate("吴秀兰", pair.community, "resident")
    Need.objects.filter(pk=pair.need.pk).update(proposed_by=resident)
    pair.need.refresh_from_db()
    actions.ask_resident(by=pair.worker, need=pair.need)
    notice = Notice.objects.get(to=resident)
    assert (notice.kind, notice.link) == (Tell.ASKED_PROPOSER, f"/reviews/needs/{pair.need.pk}/answer/")


def test_a_new_code_replaces_the_open_one() -> None:
    pair = make_pair()
    first = actions.ask_resident(by=pair.worker, need=pair.need)
    second = actions.ask_resident(by=pair.worker, need=pair.need)
    assert queries.ask_by_code(second).need == pair.need
    with pytest.raises(Refused, match="有更新的确认码"):
        queries.ask_by_code(first)
    assert Ask.objects.open().count() == 1


@pytest.mark.parametrize("state", ["open", "met", "lapsed", "withdrawn"])
def test_nobody_is_asked_before_or_after_the_work(state: str) -> None:
    pair = make_pair()
    Need.objects.filter(pk=pair.need.pk).update(state=state, met_at=now() if state == "met" else None)
    pair.need.refresh_from_db()
    with pytest.raises(Refused):
        actions.ask_resident(by=pair.worker, need=pair.need)
    assert Ask.objects.count() == 0


def test_done_closes_the_need_by_the_capability_of_the_code() -> None:
    pair = make_pair()
    ask = make_ask(pair.need)
    confirmation = actions.confirm_need(by=holder(ask), ask=ask, verdict="done", stars=5, words="谢谢")
    pair.need.refresh_from_db()
    ask.refresh_from_db()
    assert pair.need.state == Need.State.MET
    assert pair.need.met_at is not None
    assert ask.used_at == confirmation.at
    assert (confirmation.project, confirmation.entered_by) == (pair.project, None)
    entries = Entry.objects.filter(subject_type="partnerships.need").order_by("pk")
    assert [(e.verb, e.by_id, e.capability) for e in entries] == [
        ("partnerships.need_met", None, f"ask:{ask.pk}"),
        (Verb.CONFIRMED, None, f"ask:{ask.pk}"),
    ]
    assert "谢谢" not in str(list(entries.values_list("facts", flat=True)))


@pytest.mark.parametrize(
    ("verdict", "kind"), [("partly", Tell.SAID_PARTLY), ("not_done", Tell.SAID_NOT_DONE)]
)
def test_not_done_keeps_the_need_in_progress_and_tells_both(verdict: str, kind: str) -> None:
    pair = make_pair()
    ask = make_ask(pair.need)
    actions.confirm_need(by=holder(ask), ask=ask, verdict=verdict, stars=2)
    pair.need.refresh_from_db()
    assert pair.need.state == Need.State.IN_PROGRESS
    told = set(Notice.objects.filter(kind=kind).values_list("to__display_name", flat=True))
    assert told == {"周明远", "陈桂芳", "王建国"}


def test_the_same_code_answers_once() -> None:
    pair = make_pair()
    ask = make_ask(pair.need)
    actions.confirm_need(by=holder(ask), ask=ask, verdict="partly", stars=3)
    with pytest.raises(Refused, match="您已经告诉过我们了"):
        actions.confirm_need(by=holder(ask), ask=ask, verdict="done", stars=5)
    assert Confirmation.objects.get().verdict == "partly"


def test_a_need_met_in_the_meantime_still_takes_the_resident_s_word() -> None:
    pair = make_pair()
    ask = make_ask(pair.need)
    Need.objects.filter(pk=pair.need.pk).update(state=Need.State.MET, met_at=now())
    ask.need.refresh_from_db()
    actions.confirm_need(by=holder(ask), ask=ask, verdict="not_done", stars=1)
    pair.need.refresh_from_db()
    assert (pair.need.state, Confirmation.objects.get().verdict) == (Need.State.MET, "not_done")


def test_an_expired_code_answers_nothing() -> None:
    pair = make_pair()
    ask = make_ask(pair.need)
    with moved_to(now() + dt.timedelta(days=31)), pytest.raises(Refused):
        actions.confirm_need(by=holder(ask), ask=ask, verdict="done", stars=5)
    assert Confirmation.objects.count() == 0


@pytest.mark.parametrize(
    ("verdict", "stars", "words"),
    [
        ("great", 5, ""),
        ("", 3, ""),
        ("done", 0, ""),
        ("done", 6, ""),
        ("done", -1, ""),
        ("done", 3, "好" * 501),
    ],
)
def test_the_shape_of_an_answer_is_checked(verdict: str, stars: int, words: str) -> None:
    pair = make_pair()
    ask = make_ask(pair.need)
    with pytest.raises(ValidationError):
        actions.confirm_need(by=holder(ask), ask=ask, verdict=verdict, stars=stars, words=words)
    assert (Confirmation.objects.count(), Ask.objects.open().count()) == (0, 1)


def test_the_capability_is_for_one_ask_and_one_act() -> None:
    pair = make_pair()
    ask = make_ask(pair.need)
    other = make_ask(make_claimed_need(pair.community, pair.branch), code="4P7KQ2XM")
    for guest in (
        holder(other),
        Guest.holding("partnerships.mark_met", ask, capability="ask:1"),
        Guest.holding("reviews.confirm_need", pair.need, capability="ask:1"),
    ):
        with pytest.raises(PermissionDenied):
            actions.confirm_need(by=guest, ask=ask, verdict="done", stars=5)


def test_no_post_confirms_in_a_resident_s_name() -> None:
    pair = make_pair()
    ask = make_ask(pair.need)
    for person in (pair.worker, pair.chair, pair.secretary):
        with pytest.raises(PermissionDenied):
            actions.confirm_need(by=person, ask=ask, verdict="done", stars=5)


def test_a_worker_writes_down_what_was_said_on_the_phone() -> None:
    pair = make_pair()
    ask = make_ask(pair.need)
    confirmation = actions.answer_for_resident(by=pair.worker, need=pair.need, verdict="done", stars=4)
    ask.refresh_from_db()
    pair.need.refresh_from_db()
    assert (confirmation.entered_by, confirmation.ask) == (pair.worker, ask)
    assert (ask.used_at, pair.need.state) == (confirmation.at, Need.State.MET)
    entries = Entry.objects.filter(subject_type="partnerships.need").order_by("pk")
    assert [(e.verb, e.by_id, e.capability) for e in entries] == [
        ("partnerships.need_met", None, "on-behalf"),
        (Verb.CONFIRMED_ON_BEHALF, pair.worker.pk, ""),
    ]


def test_without_a_code_a_phone_answer_makes_a_used_ask() -> None:
    pair = make_pair()
    actions.answer_for_resident(by=pair.worker, need=pair.need, verdict="partly", stars=3)
    assert (Ask.objects.count(), Ask.objects.open().count()) == (1, 0)


def test_nobody_of_the_helpers_enters_the_answer() -> None:
    """A community worker who is also a member, or a post holder, of the organisation that helped."""
    pair = make_pair()
    member = affiliate(appoint("赵敏", pair.community, "community_worker"), pair.branch)
    holder_of_post = appoint(appoint("钱进", pair.community, "community_worker"), pair.branch, "liaison")
    for person in (member, holder_of_post, pair.secretary):
        with pytest.raises(PermissionDenied):
            actions.answer_for_resident(by=person, need=pair.need, verdict="done", stars=5)
    assert Confirmation.objects.count() == 0


def test_another_community_s_worker_neither_asks_nor_answers() -> None:
    pair = make_pair()
    other = appoint("孙立", pair.subdistrict.other_community, "community_worker")
    for attempt in (
        lambda: actions.ask_resident(by=other, need=pair.need),
        lambda: actions.answer_for_resident(by=other, need=pair.need, verdict="done", stars=5),
        lambda: actions.remind_to_ask(by=other, need=pair.need),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_a_reminder_tells_the_neighbourhood_s_workers() -> None:
    pair = make_pair()
    actions.remind_to_ask(by=SYSTEM, need=pair.need)
    assert set(Notice.objects.values_list("to__display_name", "kind")) == {
        ("王建国", Tell.TO_ASK),
        ("陈桂芳", Tell.TO_ASK),
    }
    assert verbs(pair.need) == [Verb.REMINDED_TO_ASK]


def test_codes_of_the_day_boundary() -> None:
    """Valid to the minute: 30 days after it was made, not until midnight."""
    with moved_to(at(today(), 9)):
        pair = make_pair()
        code = actions.ask_resident(by=pair.worker, need=pair.need)
    with moved_to(at(today() + dt.timedelta(days=30), 8, 59)):
        assert queries.ask_by_code(code).need == pair.need
    with moved_to(at(today() + dt.timedelta(days=30), 9)), pytest.raises(Refused):
        queries.ask_by_code(code)


def test_an_unknown_code_is_a_mistake_of_the_field() -> None:
    with pytest.raises(ValidationError) as caught:
        queries.ask_by_code(CODE)
    assert list(caught.value.message_dict) == ["code"]


def test_the_same_form_again_is_the_same_answer_and_another_form_is_refused() -> None:
    pair = make_pair()
    ask, number = make_ask(pair.need), "6f1c9a52-7d0e-4a53-9c1d-0c6a7f0f2b11"
    first = actions.confirm_need(by=holder(ask), ask=ask, verdict="done", stars=5, once=number)
    again = actions.confirm_need(by=holder(ask), ask=ask, verdict="done", stars=5, once=number)
    assert again == first
    assert (Confirmation.objects.count(), verbs(pair.need).count(Verb.CONFIRMED)) == (1, 1)
    for other in ("", "11111111-1111-4111-8111-111111111111"):
        with pytest.raises(Refused, match="您已经告诉过我们了"):
            actions.confirm_need(by=holder(ask), ask=ask, verdict="done", stars=5, once=other)
