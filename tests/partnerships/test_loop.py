"""The thin loop through the actions, from the resident's words to the closed cycle."""

import datetime as dt

import pytest

from gongjian.audit.models import Entry
from gongjian.core.access import Guest
from gongjian.core.clock import today
from gongjian.documents.models import Document
from gongjian.notices.models import Delivery, Notice
from gongjian.partnerships import actions, queries
from gongjian.partnerships.models import Category, Claim, Cycle, Need, Partnership, Project, Tell, Verb

from .conftest import Town

pytestmark = pytest.mark.django_db


def propose(town: Town, **fields: object) -> tuple[Need, str]:
    said = {
        "community": town.community,
        "kind": Need.Kind.NEED,
        "title": "教我用手机",
        "words": "想学跟女儿视频。",
        "category": Category.DIGITAL,
        "place": town.place,
        "contact_name": "吴阿姨",
        "contact": "13800002207",
    }
    guest = Guest.holding("partnerships.propose_need", town.community)
    return actions.propose_need(by=guest, **{**said, **fields})  # type: ignore[arg-type]


def told(person: object) -> list[str]:
    return list(Notice.objects.filter(to=person).order_by("pk").values_list("kind", flat=True))


def test_the_loop_from_a_residents_words_to_the_next_cycle(town: Town) -> None:
    need, secret = propose(town)
    assert queries.by_receipt(need.receipt, secret) == need
    actions.publish_need(by=town.worker, need=need, title="3 位老人想学视频通话")
    claim = actions.offer_claim(
        by=town.secretary, need=need, organization=town.branch, words="周三下午来两个人"
    )
    actions.accept_claim(by=town.worker, claim=claim)
    partnership = actions.draft_partnership(
        by=town.secretary,
        organization=town.branch,
        partner=town.community,
        title="数字助老共建",
        purpose="让老人会用手机",
        field=Category.DIGITAL,
        starts_on=today(),
        ends_on=today() + dt.timedelta(days=365),
        rhythm="每月一次",
        duties={town.branch.pk: "派志愿者", town.community.pk: "提供场地"},
    )
    actions.propose_partnership(by=town.secretary, partnership=partnership)
    actions.sign_partnership(by=town.secretary, partnership=partnership, organization=town.branch, version=1)
    partnership = actions.sign_partnership(
        by=town.community_secretary, partnership=partnership, organization=town.community, version=1
    )
    assert partnership.state == Partnership.State.ACTIVE
    paper = Document.objects.get(kind=Document.Kind.AGREEMENT)
    assert [row["signed_by"] for row in paper.facts["partners"]] == ["周明远", "陈桂芳"]

    project = actions.plan_project(
        by=town.secretary,
        partnership=partnership,
        led_by=town.branch,
        title="智慧助老课堂",
        problem="不会用手机",
        target_group="老人",
        place=town.place,
        needs=[need],
        starts_on=today(),
        ends_on=today() + dt.timedelta(days=60),
        targets=[{"indicator": "会视频的老人", "unit": "人", "baseline": 0, "goal": 3}],
    )
    actions.start_project(by=town.secretary, project=project)
    need.refresh_from_db()
    assert need.state == Need.State.IN_PROGRESS

    cycle = project.cycles.get()
    target = cycle.targets.get()
    actions.move_cycle(by=town.secretary, cycle=cycle, to=Cycle.Stage.IMPROVE)
    actions.measure_target(by=town.secretary, target=target, value="3", how="当场演示")
    actions.move_cycle(by=town.worker, cycle=cycle, to=Cycle.Stage.ACT)
    actions.mark_met(by=Guest.holding("partnerships.mark_met", need, "rating"), need=need)
    actions.close_cycle(
        by=town.community_secretary, cycle=cycle, outcome=Cycle.Outcome.KEEP, lessons="下轮教挂号"
    )
    second = actions.open_next_cycle(
        by=town.secretary,
        project=project,
        starts_on=today(),
        ends_on=today() + dt.timedelta(days=60),
        targets=[{"indicator": "会挂号的老人", "unit": "人", "baseline": "3", "goal": "10"}],
    )
    assert second.number == 2
    assert list(queries.invariants()) == []
    assert told(town.secretary) == [
        Tell.CLAIM_ACCEPTED, Tell.PARTNERSHIP_PROPOSED, Tell.PARTNERSHIP_ACTIVE, Tell.PROJECT_PLANNED,
        Tell.PROJECT_STARTED, Tell.TARGET_MEASURED, Tell.NEED_MET, Tell.CYCLE_CLOSED, Tell.CYCLE_OPENED,
    ]  # fmt: skip
    assert told(town.worker) == [Tell.NEED_PROPOSED, Tell.CLAIM_OFFERED, Tell.NEED_MET]
    outside = Delivery.objects.filter(channel=Delivery.Channel.SMS).order_by("pk")
    assert [row.address for row in outside] == ["13800002207"] * 3
    assert [row.notice.kind for row in outside] == [
        Tell.NEED_PUBLISHED,
        Tell.NEED_TAKEN_UP,
        Tell.NEED_STARTED,
    ]
    verbs = (
        Entry.objects.filter(verb__startswith="partnerships.").order_by("pk").values_list("verb", flat=True)
    )
    assert list(verbs) == [
        Verb.NEED_PROPOSED, Verb.NEED_PUBLISHED, Verb.CLAIM_OFFERED, Verb.CLAIM_ACCEPTED,
        Verb.PARTNERSHIP_DRAFTED, Verb.PARTNERSHIP_PROPOSED, Verb.PARTNERSHIP_SIGNED, Verb.PARTNERSHIP_SIGNED,
        Verb.TARGET_SET, Verb.PROJECT_PLANNED, Verb.NEED_STARTED, Verb.PROJECT_STARTED,
        Verb.CYCLE_MOVED, Verb.TARGET_MEASURED, Verb.CYCLE_MOVED, Verb.NEED_MET, Verb.CYCLE_CLOSED,
        Verb.TARGET_SET, Verb.CYCLE_OPENED,
    ]  # fmt: skip
    assert Project.objects.get().state == Project.State.RUNNING
    assert Claim.objects.get().state == Claim.State.ACCEPTED
