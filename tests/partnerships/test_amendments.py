"""Changing an agreement in force: proposals, signatures of all, versions, what was promised."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from gongjian.audit.models import Entry
from gongjian.core.clock import today
from gongjian.core.errors import Refused
from gongjian.documents.models import Document
from gongjian.documents.queries import later_version, public_facts
from gongjian.notices.models import Notice
from gongjian.organizations.posts import Post
from gongjian.partnerships import actions, queries
from gongjian.partnerships.models import Amendment, Partnership, Tell, Verb
from tests.organizations.factories import appoint

from .conftest import Town
from .factories import make_active_partnership, make_partnership

pytestmark = pytest.mark.django_db
S = Amendment.State
LEAST = [("education", 1), ("survey", 1), ("pilot", 1)]


@pytest.fixture
def agreed(town: Town) -> Partnership:
    """Signed by both sides on the pages' own way, so that it has its first paper."""
    partnership = make_partnership(town.branch, town.community, state=Partnership.State.PROPOSED)
    sides = ((town.secretary, town.branch), (town.community_secretary, town.community))
    for person, organization in sides:
        partnership = actions.sign_partnership(by=person, partnership=partnership, organization=organization)
    Notice.objects.all().delete()
    return partnership


def propose(town: Town, agreed: Partnership, **wanted: Any) -> Amendment:
    wanted = wanted or {"rhythm": "每月两次碰头"}
    return actions.propose_amendment(
        by=town.liaison, partnership=agreed, organization=town.branch, reason="居民想多见面", **wanted
    )


def sign_both(town: Town, amendment: Amendment) -> Amendment:
    actions.sign_amendment(by=town.secretary, amendment=amendment, organization=town.branch)
    return actions.sign_amendment(
        by=town.community_secretary, amendment=amendment, organization=town.community
    )


def told(person: Any) -> list[str]:
    return list(Notice.objects.filter(to=person).order_by("pk").values_list("kind", flat=True))


def test_the_old_text_holds_until_all_have_signed(town: Town, agreed: Partnership) -> None:
    amendment = propose(town, agreed)
    actions.sign_amendment(by=town.secretary, amendment=amendment, organization=town.branch)
    agreed.refresh_from_db()
    assert (agreed.rhythm, agreed.version, agreed.state) == ("每月第一个周四碰头", 1, "active")
    actions.sign_amendment(by=town.community_secretary, amendment=amendment, organization=town.community)
    agreed.refresh_from_db()
    assert (agreed.rhythm, agreed.version, agreed.state) == ("每月两次碰头", 2, "active")
    assert told(town.community_secretary) == [
        Tell.AMENDMENT_PROPOSED, Tell.AMENDMENT_SIGNED, Tell.AMENDMENT_IN_FORCE,
    ]  # fmt: skip
    verbs = Entry.objects.filter(subject_type=amendment._meta.label_lower).values_list("verb", flat=True)
    assert list(verbs.order_by("pk")) == [
        Verb.AMENDMENT_PROPOSED, Verb.AMENDMENT_SIGNED, Verb.AMENDMENT_SIGNED, Verb.AMENDMENT_IN_FORCE,
    ]  # fmt: skip
    assert list(queries.invariants()) == []


def test_everything_that_can_change_changes_at_once(town: Town, agreed: Partnership) -> None:
    last = agreed.ends_on + dt.timedelta(days=100)
    Partnership.objects.filter(pk=agreed.pk).update(warned_days=30)
    amendment = propose(
        town,
        agreed,
        purpose="让老人和孩子都会用手机。",
        ends_on=last,
        first_projects="先在梧桐苑试点",
        commitments={"education": 3, "activities": 6},
        duties={town.branch.pk: "每周派 6 名志愿者"},
        contacts={town.community.pk: "王秀兰"},
    )
    sign_both(town, amendment)
    agreed.refresh_from_db()
    assert (agreed.purpose, agreed.ends_on, agreed.warned_days) == ("让老人和孩子都会用手机。", last, None)
    assert {row.kind: row.least for row in agreed.commitments.all()} == {
        **dict(LEAST),
        "education": 3,
        "activities": 6,
    }
    parties = {party.organization: party for party in agreed.parties.all()}
    assert parties[town.branch].duties == "每周派 6 名志愿者"
    assert parties[town.community].duties == "提供场地，通知居民"
    assert parties[town.community].contact_name == "王秀兰"


def test_each_version_has_its_paper_and_says_when_a_later_one_holds(town: Town, agreed: Partnership) -> None:
    first = queries.paper_of(town.secretary, agreed)
    assert first is not None
    assert later_version(first) is None
    sign_both(town, propose(town, agreed))
    second = queries.paper_of(town.secretary, agreed)
    assert second is not None
    assert second != first
    assert [second.facts["version"], second.facts["rhythm"]] == [2, "每月两次碰头"]
    assert later_version(first) == second
    assert later_version(second) is None
    assert "2" in [fact.value for fact in public_facts(second)]
    assert first.is_genuine
    signers = [(row["signed_by"], row["signed_on"]) for row in second.facts["partners"]]
    assert signers == [("周明远", today().isoformat()), ("陈桂芳", today().isoformat())]


def test_versions_stay_readable(town: Town, agreed: Partnership) -> None:
    assert [row.number for row in queries.versions_of(town.resident, agreed)] == [1]
    sign_both(town, propose(town, agreed))
    agreed = Partnership.objects.get(pk=agreed.pk)
    sign_both(town, propose(town, agreed, rhythm="每周碰头"))
    rows = queries.versions_of(town.resident, Partnership.objects.get(pk=agreed.pk))
    assert [(row.number, dict(row.lines)["碰头"]) for row in rows] == [
        (3, "每周碰头"), (2, "每月两次碰头"), (1, "每月第一个周四碰头"),
    ]  # fmt: skip
    assert [row.is_present for row in rows] == [True, False, False]
    assert all(row.paper is None for row in rows)
    assert all(row.paper for row in queries.versions_of(town.secretary, agreed))


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        ("每月一次", "每月两次", [("same", "每月"), ("gone", "一"), ("same", "次")], "每月|两|次"),
        ("派 4 名", "派 16 名", [("same", "派 "), ("gone", "4"), ("same", " 名")], "派 |16| 名"),
        ("", "新的", [], "新的"),
        ("全删", "", [("gone", "全删")], ""),
    ],
)
def test_texts_are_compared_sign_by_sign(before: str, after: str, old: list[Any], new: str) -> None:
    one, two = queries.pieces(before, after)
    assert [(piece.kind, piece.words) for piece in one] == old
    assert "|".join(piece.words for piece in two) == new
    assert {piece.kind for piece in two} <= {"same", "new"}


def test_only_the_clauses_that_differ_are_shown(town: Town, agreed: Partnership) -> None:
    amendment = propose(town, agreed, rhythm="每月两次碰头", commitments={"education": 2})
    assert [change.label for change in queries.changes_of(amendment)] == ["碰头", "最低承诺"]


def test_the_same_proposal_twice_is_one_and_another_waits(town: Town, agreed: Partnership) -> None:
    first = propose(town, agreed)
    assert propose(town, agreed) == first
    with pytest.raises(Refused):
        propose(town, agreed, rhythm="每周碰头")
    with pytest.raises(Refused):
        actions.propose_amendment(
            by=town.worker,
            partnership=agreed,
            organization=town.community,
            reason="也想改",
            rhythm="每季碰头",
        )
    assert Amendment.objects.count() == 1


def test_a_declined_or_withdrawn_change_leaves_the_text_and_frees_the_way(
    town: Town, agreed: Partnership
) -> None:
    declined = propose(town, agreed)
    who = {"by": town.community_secretary, "organization": town.community, "reason": "人手不够"}
    actions.decline_amendment(amendment=declined, **who)
    actions.decline_amendment(amendment=declined, **who)
    assert told(town.secretary).count(Tell.AMENDMENT_DECLINED) == 1
    withdrawn = propose(town, agreed)
    actions.withdraw_amendment(by=town.liaison, amendment=withdrawn, reason="写错了")
    actions.withdraw_amendment(by=town.liaison, amendment=withdrawn, reason="写错了")
    assert told(town.community_secretary).count(Tell.AMENDMENT_WITHDRAWN) == 1
    agreed.refresh_from_db()
    assert (agreed.version, agreed.rhythm) == (1, "每月第一个周四碰头")
    states = Amendment.objects.order_by("pk").values_list("state", "close_reason", "closed_for__short_name")
    assert [row[:2] for row in states] == [(S.DECLINED, "人手不够"), (S.WITHDRAWN, "写错了")]
    for closed in (declined, withdrawn):
        with pytest.raises(Refused):
            actions.sign_amendment(by=town.secretary, amendment=closed, organization=town.branch)


def test_who_may_do_what(town: Town, agreed: Partnership) -> None:
    for person in (town.member, town.college, town.resident, town.other_secretary, town.subdistrict):
        with pytest.raises(PermissionDenied):
            actions.propose_amendment(
                by=person, partnership=agreed, organization=town.branch, reason="改", rhythm="x"
            )
    with pytest.raises(PermissionDenied):  # for a side that is not one's own
        actions.propose_amendment(
            by=town.secretary, partnership=agreed, organization=town.community, reason="改", rhythm="x"
        )
    amendment = propose(town, agreed)
    for person, side in (
        (town.worker, town.community),
        (town.secretary, town.community),
        (town.liaison, town.branch),
    ):
        with pytest.raises(PermissionDenied):
            actions.sign_amendment(by=person, amendment=amendment, organization=side)
    with pytest.raises(PermissionDenied):
        actions.withdraw_amendment(by=town.community_secretary, amendment=amendment, reason="不要")


def test_nobody_signs_for_two_sides(town: Town) -> None:
    pair = make_active_partnership(town.branch, town.university.second)
    both = appoint(town.secretary, town.university.second, Post.SECRETARY)
    amendment = propose(town, pair)
    actions.sign_amendment(by=both, amendment=amendment, organization=town.branch)
    with pytest.raises(Refused):
        actions.sign_amendment(by=both, amendment=amendment, organization=town.university.second)


def test_a_proposal_is_for_the_parties_and_a_signed_change_for_all(town: Town, agreed: Partnership) -> None:
    amendment = propose(town, agreed)
    people = ("secretary", "worker", "college", "subdistrict", "member", "other_secretary", "resident")

    def seen() -> list[str]:
        return [name for name in people if Amendment.objects.visible_to(getattr(town, name)).exists()]

    assert seen() == ["secretary", "worker", "college", "subdistrict"]
    sign_both(town, amendment)
    assert seen() == list(people)


def test_it_waits_on_the_desk_of_those_who_have_not_signed(town: Town, agreed: Partnership) -> None:
    amendment = propose(town, agreed)
    assert list(queries.amendments_to_sign(town.secretary)) == [amendment]
    actions.sign_amendment(by=town.secretary, amendment=amendment, organization=town.branch)
    assert list(queries.amendments_to_sign(town.secretary)) == []
    assert list(queries.amendments_to_sign(town.community_secretary)) == [amendment]
    assert list(queries.amendments_to_sign(town.worker)) == []


def test_when_the_agreement_ends_a_proposal_ends_with_it(town: Town, agreed: Partnership) -> None:
    amendment = propose(town, agreed)
    actions.end_partnership(by=town.secretary, partnership=agreed, organization=town.branch, reason="办完了")
    amendment.refresh_from_db()
    assert (amendment.state, amendment.close_reason) == (S.WITHDRAWN, "协议已经结束。")
    with pytest.raises(Refused):
        propose(town, Partnership.objects.get(pk=agreed.pk))


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"rhythm": "每月第一个周四碰头"}, None),
        ({"ends_on": dt.date(2020, 1, 1)}, "ends_on"),
        ({"purpose": "  "}, "purpose"),
        ({"commitments": {"education": 0}}, "promise_education"),
        ({"commitments": {"activities": 999}}, "promise_activities"),
    ],
)
def test_impossible_changes(town: Town, agreed: Partnership, wanted: Any, field: str | None) -> None:
    with pytest.raises(ValidationError) as refused:
        propose(town, agreed, **wanted)
    assert list(getattr(refused.value, "error_dict", {None: 1})) == [field]
    assert Amendment.objects.count() == 0


def test_every_agreement_promises_the_minimum_and_a_template_more(town: Town) -> None:
    terms = {
        "title": "数字助老", "purpose": "会用手机", "field": "digital", "starts_on": today(),
        "ends_on": today() + dt.timedelta(days=365), "rhythm": "每月一次",
    }  # fmt: skip
    sides = {"organization": town.branch, "partner": town.community, "duties": {}}
    plain = actions.draft_partnership(by=town.secretary, **sides, **terms)
    assert [(row.kind, row.least) for row in plain.commitments.all()] == LEAST
    proposed = queries.usual_commitments(queries.template("service"))
    assert proposed == {**dict(LEAST), "activities": 12}
    more = actions.draft_partnership(by=town.secretary, **sides, commitments=proposed, **terms)
    assert [(row.kind, row.least) for row in more.commitments.all()] == [*LEAST, ("activities", 12)]
    with pytest.raises(ValidationError):
        actions.draft_partnership(by=town.secretary, **sides, commitments={"education": 0}, **terms)


def test_the_promises_stand_in_the_paper_and_in_the_next_term(town: Town, agreed: Partnership) -> None:
    sign_both(town, propose(town, agreed, commitments={"education": 2, "activities": 12}))
    paper = Document.objects.latest("pk")
    words = [
        "整个协议期内至少 2 次联合社区教育活动", "整个协议期内至少 1 份各方签署的调查报告", "整个协议期内至少 1 个试点",
        "每年至少 12 次联合活动",
    ]  # fmt: skip
    assert paper.facts["commitments"] == words
    renewed = actions.renew_partnership(by=town.secretary, partnership=agreed, organization=town.branch)
    assert {row.kind: row.least for row in renewed.commitments.all()} == {
        **dict(LEAST),
        "education": 2,
        "activities": 12,
    }


def test_the_pages_mark_changes_by_more_than_colour(client: Client, town: Town, agreed: Partnership) -> None:
    amendment = propose(town, agreed)
    client.force_login(town.community_secretary)
    page = client.get(reverse("partnerships:amendment", args=[amendment.pk])).content.decode()
    assert "<del>" in page
    assert "<ins>" in page
    assert "（删去：" in page
    assert "我代表" in page
    answer = client.post(
        reverse("partnerships:sign_amendment", args=[amendment.pk]), {"organization": town.community.pk}
    )
    assert answer.status_code == 302
    client.force_login(town.secretary)
    client.post(reverse("partnerships:sign_amendment", args=[amendment.pk]), {"organization": town.branch.pk})
    assert client.get(reverse("partnerships:versions", args=[agreed.pk])).content.decode().count("第 ") >= 2
    first = Document.objects.earliest("pk")
    client.logout()
    proof = client.get(reverse("documents:verify", args=[first.code])).content.decode()
    assert "现在生效的是后来的文本" in proof
