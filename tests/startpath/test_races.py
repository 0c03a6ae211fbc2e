"""At the same moment, on both databases: beginning, signing, planning, extending."""

import datetime as dt
from typing import Any

import pytest

from gongjian.core.clock import today
from gongjian.documents.models import Document
from gongjian.partnerships.models import Party, Project
from gongjian.startpath import actions, queries
from gongjian.startpath.models import Report, Signature, StartPath
from tests.organizations.factories import appoint
from tests.races import failures, together

from .factories import (
    PLAN,
    figures_of,
    make_measured,
    make_path,
    make_reasons,
    make_report,
    make_way,
    task_of,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_begin_at_once_begin_one_path() -> None:
    way = make_way()
    facts: dict[str, Any] = {"partnership": way.partnership, "subject": "楼道灯", "members": []}
    said = together(
        [lambda person=person: actions.begin(by=person, **facts) for person in (way.secretary, way.worker)]
    )
    assert failures(said) == []
    assert StartPath.objects.count() == 1


def test_the_last_two_signatures_at_once_issue_one_paper() -> None:
    way = make_way()
    second = way.university.second
    Party.objects.create(partnership=way.partnership, organization=second, side=second.side, duties="一起来")
    third = appoint("何静", second)
    report = make_report(way, make_path(way), signed=(way.branch,))
    said = together(
        [
            lambda: actions.sign_report(by=way.chair, report=report, organization=way.community),
            lambda: actions.sign_report(by=third, report=report, organization=second),
            lambda: actions.sign_report(by=way.chair, report=report, organization=way.community),
        ]
    )
    assert failures(said) == []
    assert Signature.objects.count() == 3
    assert Document.objects.filter(kind=Document.Kind.SURVEY_REPORT).count() == 1
    assert Report.objects.get().state == Report.State.SIGNED
    assert list(queries.invariants()) == []


def test_a_change_and_a_signature_at_once_never_sign_what_was_not_read() -> None:
    way = make_way()
    path = make_path(way)
    report = make_report(way, path, signed=(way.branch,))
    words = {"problem": "p", "findings": "f", "advice": "a"}
    together(
        [
            lambda: actions.write_report(by=way.worker, path=path, **words),
            lambda: actions.sign_report(by=way.chair, report=report, organization=way.community),
        ]
    )
    found = Report.objects.get()
    signed_first = found.state == Report.State.SIGNED
    assert (found.version, found.problem) == ((1, "楼道没灯") if signed_first else (2, "p"))
    assert list(queries.invariants()) == []


def test_a_pilot_that_two_plan_at_once_is_one_with_two_papers() -> None:
    way = make_way()
    path = make_path(way)
    report = make_report(way, path)
    for person, organization in ((way.secretary, way.branch), (way.chair, way.community)):
        actions.sign_report(by=person, report=report, organization=organization)
    make_reasons(way, path)
    given = {**PLAN, "led_by": way.branch, "place": way.site, "tasks": [task_of(way)]}
    people = (way.secretary, way.worker)
    said = together([lambda who=who: actions.plan_pilot(by=who, path=path, **given) for who in people])
    assert failures(said) == []
    assert Project.objects.filter(is_pilot=True).count() == 1
    assert Document.objects.exclude(kind=Document.Kind.SURVEY_REPORT).count() == 2


def test_one_site_gets_a_plan_once_whoever_presses_first() -> None:
    way = make_way()
    pilot = make_measured(way)
    days = {"starts_on": today(), "ends_on": today() + dt.timedelta(days=30)}
    site = {"partnership": way.partnership, "place": way.subdistrict.old, "figures": figures_of(pilot)}
    people = (way.secretary, way.worker, way.chair)
    said = together([lambda who=who: actions.extend(by=who, project=pilot, **site, **days) for who in people])
    assert len(failures(said)) == 2
    assert Project.objects.filter(extends=pilot).count() == 1
