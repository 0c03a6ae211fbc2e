"""The way from looking to doing: each step, what it refuses, what it makes."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.audit.models import Entry
from gongjian.core.clock import today
from gongjian.core.errors import Refused
from gongjian.documents.models import Document
from gongjian.notices.models import Notice
from gongjian.partnerships.models import Partnership, Project
from gongjian.partnerships.queries import further_sites, pilots_of, signed_survey_reports
from gongjian.startpath import actions, queries
from gongjian.startpath.models import Member, Report, Signature, StartPath, Verb, Visit
from tests.organizations.factories import appoint, make_place
from tests.partnerships.factories import make_active_partnership

from .factories import (
    PLAN,
    Way,
    figures_of,
    make_measured,
    make_path,
    make_reasons,
    make_report,
    make_way,
    task_of,
)

pytestmark = pytest.mark.django_db


def begin(way: Way) -> StartPath:
    members = [(way.branch, "周明远", "走访"), (way.community, "陈桂芳", "约居民")]
    return actions.begin(by=way.secretary, partnership=way.partnership, subject="楼道灯", members=members)


def sign_all(way: Way, report: Report) -> Report:
    actions.sign_report(by=way.secretary, report=report, organization=way.branch)
    return actions.sign_report(by=way.chair, report=report, organization=way.community)


def ready(way: Way) -> StartPath:
    """The report signed, both sides' reasons written."""
    path = make_path(way)
    sign_all(way, make_report(way, path))
    make_reasons(way, path)
    return queries.find_path(way.secretary, path.pk)


def plan(way: Way, path: StartPath, **fields: Any) -> Project:
    given = {**PLAN, "led_by": way.branch, "place": way.site, "tasks": [task_of(way)], **fields}
    return actions.plan_pilot(by=way.secretary, path=path, **given)


def test_a_path_begins_once_and_tells_the_other_side() -> None:
    way = make_way()
    path = begin(way)
    assert begin(way) == path
    assert list(path.members.values_list("name", "duty")) == [("周明远", "走访"), ("陈桂芳", "约居民")]
    assert Entry.objects.filter(verb=Verb.BEGUN).count() == 1
    assert set(Notice.objects.values_list("to", flat=True)) == {way.chair.pk, way.worker.pk}


def test_a_path_needs_an_agreement_in_force() -> None:
    way = make_way()
    Partnership.objects.update(state="proposed")
    with pytest.raises(Refused):
        begin(way)


def test_nobody_else_walks_the_path() -> None:
    way = make_way()
    stranger = appoint("何清", way.university.other_branch)
    with pytest.raises(PermissionDenied):
        actions.begin(by=stranger, partnership=way.partnership, subject="x", members=[])
    path = make_path(way)
    with pytest.raises(PermissionDenied):
        actions.record_visit(by=stranger, path=path, on=today(), who="我", findings="灯坏了", where="三号楼")


def test_a_member_is_of_a_party_and_added_once() -> None:
    way = make_way()
    path = make_path(way)
    for _time in range(2):
        actions.add_member(by=way.worker, path=path, organization=way.community, name="王建国", duty="记录")
    assert Member.objects.filter(name="王建国").count() == 1
    with pytest.raises(Refused):
        actions.add_member(
            by=way.worker, path=path, organization=way.university.second, name="何静", duty="记录"
        )


def test_a_visit_is_noted_once_and_not_before_its_day() -> None:
    way = make_way()
    path = make_path(way, visits=0)
    facts = {"on": today(), "who": "周明远", "findings": "灯坏了", "where": "三号楼"}
    for _time in range(2):
        actions.record_visit(by=way.secretary, path=path, **facts)
    assert Visit.objects.count() == 1
    with pytest.raises(ValidationError):
        actions.record_visit(by=way.secretary, path=path, **{**facts, "on": today() + dt.timedelta(days=1)})
    with pytest.raises(ValidationError):
        actions.record_visit(by=way.secretary, path=path, **{**facts, "where": ""})


def test_a_report_needs_a_visit() -> None:
    way = make_way()
    path = make_path(way, visits=0)
    with pytest.raises(Refused):
        actions.write_report(by=way.secretary, path=path, problem="x", findings="y", advice="z")


def test_the_report_gets_its_number_when_both_sides_have_signed() -> None:
    way = make_way()
    path = make_path(way, visits=3)
    report = make_report(way, path)
    actions.sign_report(by=way.secretary, report=report, organization=way.branch)
    assert not signed_survey_reports(way.partnership).exists()
    signed = actions.sign_report(by=way.chair, report=report, organization=way.community)
    paper = signed_survey_reports(way.partnership).get()
    assert (signed.state, signed.paper) == (Report.State.SIGNED, paper)
    assert [row["signed_by"] for row in paper.facts["partners"]] == ["周明远", "陈桂芳"]
    assert len(paper.facts["sections"][2]["rows"]) == 3
    assert set(paper.parties.all()) == {way.branch, way.community}
    assert list(queries.invariants()) == []


def test_a_changed_report_is_signed_anew() -> None:
    way = make_way()
    path = make_path(way)
    report = make_report(way, path, signed=(way.branch,))
    changed = actions.write_report(by=way.worker, path=path, problem="p", findings="f", advice="a")
    assert changed.version == 2
    same = actions.write_report(by=way.worker, path=path, problem="p", findings="f", advice="a")
    assert same.version == 2
    with pytest.raises(Refused):  # the version that was read is the first one
        actions.sign_report(by=way.chair, report=report, organization=way.community)
    actions.sign_report(by=way.chair, report=changed, organization=way.community)
    assert Report.objects.get().state == Report.State.DRAFT
    actions.sign_report(by=way.secretary, report=changed, organization=way.branch)
    assert Report.objects.get().state == Report.State.SIGNED


def test_one_side_cannot_sign_for_the_other() -> None:
    way = make_way()
    report = make_report(way, make_path(way))
    with pytest.raises(PermissionDenied):
        actions.sign_report(by=way.secretary, report=report, organization=way.community)
    with pytest.raises(PermissionDenied):  # prepares, does not sign
        actions.sign_report(by=way.worker, report=report, organization=way.community)
    both = appoint(way.secretary, way.community, "deputy_secretary")
    actions.sign_report(by=both, report=report, organization=way.branch)
    with pytest.raises(Refused):
        actions.sign_report(by=both, report=report, organization=way.community)
    assert Signature.objects.count() == 1


def test_a_signed_report_no_longer_changes() -> None:
    way = make_way()
    path = make_path(way)
    sign_all(way, make_report(way, path))
    for act in (
        lambda: actions.write_report(by=way.worker, path=path, problem="p", findings="f", advice="a"),
        lambda: actions.record_visit(by=way.worker, path=path, on=today(), who="我", findings="x", where="y"),
        lambda: actions.remove_member(by=way.worker, member=Member.objects.order_by("pk")[0]),
    ):
        with pytest.raises(Refused):
            act()


def test_the_analysis_is_joint() -> None:
    way = make_way()
    path = make_path(way)
    with pytest.raises(Refused):
        actions.give_reason(by=way.worker, path=path, organization=way.community, causes="a", brings="b")
    sign_all(way, make_report(way, path))
    actions.give_reason(by=way.worker, path=path, organization=way.community, causes="a", brings="b")
    with pytest.raises(PermissionDenied):
        actions.give_reason(by=way.worker, path=path, organization=way.branch, causes="a", brings="b")
    with pytest.raises(Refused):
        plan(way, path)
    actions.give_reason(by=way.secretary, path=path, organization=way.branch, causes="a", brings="b")
    actions.give_reason(by=way.secretary, path=path, organization=way.branch, causes="a2", brings="b2")
    assert list(path.reasons.values_list("causes", flat=True)) == ["a", "a2"]


def test_the_pilot_is_planned_with_both_papers_from_the_records() -> None:
    way = make_way()
    path = ready(way)
    project = plan(way, path, budget_fen=31200)
    assert plan(way, path) == project
    path.refresh_from_db()
    assert (path.pilot, project.is_pilot, project.place) == (project, True, way.site)
    feasibility, work = queries.plan_papers(path)
    assert (feasibility.kind, work.kind) == (Document.Kind.FEASIBILITY_PLAN, Document.Kind.WORK_PLAN)
    said = str(feasibility.facts)
    assert all(
        words in said for words in ("楼道没灯", "没人管", "亮着的灯", "预算312元", str(path.report.paper))
    )
    assert "买灯泡" in str(work.facts)
    assert project.tasks.get().owner_name == "周明远"
    assert list(queries.invariants()) == []


def test_a_pilot_counts_once_it_has_begun() -> None:
    way = make_way()
    project = plan(way, ready(way))
    assert not pilots_of(way.partnership).exists()
    Project.objects.filter(pk=project.pk).update(state="running")
    assert pilots_of(way.partnership).get() == project


def test_a_measured_plan_goes_to_a_further_site_with_its_result() -> None:
    way = make_way()
    pilot = make_measured(way, measures="先换灯", risks="登高有人扶", budget_fen=50000)
    site = {"partnership": way.partnership, "place": way.subdistrict.old}
    dates = {"starts_on": today(), "ends_on": today() + dt.timedelta(days=60)}
    copy = actions.extend(by=way.secretary, project=pilot, figures=figures_of(pilot), **site, **dates)
    assert (copy.state, copy.extends, copy.place) == ("planned", pilot, way.subdistrict.old)
    assert (copy.problem, copy.risks, copy.budget_fen) == (pilot.problem, "登高有人扶", 50000)
    assert copy.measures.startswith("先换灯\n")
    assert "改到周六" in copy.measures
    assert "14" in copy.evidence
    assert "41" in copy.evidence
    target = copy.cycles.get().targets.get()
    assert (target.indicator, target.baseline, target.goal, target.measured) == (
        "会自己挂号的老人",
        3,
        30,
        None,
    )
    with pytest.raises(Refused):
        actions.extend(by=way.secretary, project=pilot, figures=figures_of(pilot), **site, **dates)
    assert Project.objects.filter(extends=pilot).count() == 1
    assert list(queries.invariants()) == []


def test_only_what_was_measured_goes_on() -> None:
    way = make_way()
    pilot = make_measured(way)
    pilot.cycles.update(state="do", outcome="", closed_at=None)
    with pytest.raises(Refused):
        actions.extend(
            by=way.secretary,
            project=pilot,
            partnership=way.partnership,
            place=way.subdistrict.old,
            starts_on=today(),
            ends_on=today() + dt.timedelta(days=9),
            figures=figures_of(pilot),
        )


def test_a_plan_goes_to_partners_only() -> None:
    way = make_way()
    pilot = make_measured(way)
    assert [site.place for site in further_sites(pilot)] == [way.subdistrict.old]
    second = make_active_partnership(way.branch, way.subdistrict.other_community, title="河沿共建")
    far = make_place(way.subdistrict.other_community, "河沿东院")
    assert {site.place for site in further_sites(pilot)} == {
        way.subdistrict.old,
        way.subdistrict.other_compound,
        far,
    }
    appoint(way.secretary, way.university.second)
    dates = {"starts_on": today(), "ends_on": today() + dt.timedelta(days=9)}
    copy = actions.extend(
        by=way.secretary, project=pilot, partnership=second, place=far, figures=figures_of(pilot), **dates
    )
    assert copy.partnership == second
    with pytest.raises(Refused):  # the place belongs to another agreement
        actions.extend(
            by=way.secretary,
            project=pilot,
            partnership=way.partnership,
            place=way.subdistrict.other_compound,
            figures=figures_of(pilot),
            **dates,
        )
