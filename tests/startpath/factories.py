"""A pair on its way: plain rows for each step, no action and no audit entry."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gongjian.accounts.models import User
from gongjian.core.clock import now, today
from gongjian.organizations.models import Organization, Place
from gongjian.organizations.posts import Post
from gongjian.partnerships.models import Cycle, Partnership, Project, Target
from gongjian.startpath.models import Member, Reason, Report, Signature, StartPath, Visit
from tests.organizations.factories import Subdistrict, University, appoint, make_subdistrict, make_university
from tests.partnerships.factories import make_active_partnership, make_project


@dataclass(frozen=True)
class Way:
    """A branch and a community whose agreement is in force, and those who act for them."""

    university: University
    subdistrict: Subdistrict
    partnership: Partnership
    secretary: User
    chair: User
    worker: User

    @property
    def branch(self) -> Organization:
        return self.university.branch

    @property
    def community(self) -> Organization:
        return self.subdistrict.community

    @property
    def site(self) -> Place:
        return self.subdistrict.compound


def make_way() -> Way:
    university, subdistrict = make_university(), make_subdistrict()
    return Way(
        university,
        subdistrict,
        make_active_partnership(university.branch, subdistrict.community),
        secretary=appoint("周明远", university.branch),
        chair=appoint("陈桂芳", subdistrict.community),
        worker=appoint("王建国", subdistrict.community, Post.COMMUNITY_WORKER),
    )


def make_path(way: Way, *, visits: int = 1) -> StartPath:
    """Begun, with somebody of each side and some visits."""
    path = StartPath.objects.create(partnership=way.partnership, subject="楼道灯", begun_by=way.secretary)
    for organization, name in ((way.branch, "周明远"), (way.community, "陈桂芳")):
        Member.objects.create(path=path, organization=organization, name=name, duty="走访、写报告")
    for number in range(visits):
        Visit.objects.create(
            path=path,
            on=today() - dt.timedelta(days=number + 1),
            place=way.site,
            who="周明远、陈桂芳",
            findings=f"三号楼{number + 1}层的灯不亮。",
            by=way.secretary,
        )
    return path


def make_report(way: Way, path: StartPath, *, signed: tuple[Organization, ...] = ()) -> Report:
    """Written by the branch; `signed` are the parties that have signed version 1."""
    report = Report.objects.create(
        path=path, problem="楼道没灯", findings="走访三次", advice="先换一栋楼的灯", written_by=way.secretary
    )
    for organization in signed:
        person = way.secretary if organization == way.branch else way.chair
        Signature.objects.create(
            report=report,
            version=1,
            organization=organization,
            side=organization.side,
            person=person,
            person_name=person.display_name,
        )
    return report


def make_reasons(way: Way, path: StartPath) -> None:
    for organization, person in ((way.branch, way.secretary), (way.community, way.worker)):
        Reason.objects.create(
            path=path, organization=organization, causes="没人管", brings="人和工具", by=person
        )


def make_measured(way: Way, **fields: Any) -> Project:
    """A pilot at one site whose first cycle is closed: kept, 14 → 41 of 40."""
    fields.setdefault("is_pilot", True)
    fields.setdefault("place", way.site)
    project = make_project(way.partnership, state=Project.State.RUNNING, stage=Cycle.Stage.DO, **fields)
    Cycle.objects.filter(project=project).update(
        state=Cycle.Stage.CLOSED, outcome=Cycle.Outcome.KEEP, closed_at=now(), lessons="改到周六"
    )
    Target.objects.filter(cycle__project=project).update(
        measured=Decimal(41), measured_on=today(), how="逐户问"
    )
    return project


PLAN: dict[str, Any] = {
    "title": "楼道亮起来",
    "problem": "楼道没灯",
    "target_group": "三号楼住户",
    "measures": "先换灯，再巡查",
    "starts_on": dt.date(2027, 3, 1),
    "ends_on": dt.date(2027, 5, 30),
    "targets": [{"indicator": "亮着的灯", "unit": "盏", "baseline": "0", "goal": "6"}],
}


def task_of(way: Way, **fields: Any) -> dict[str, Any]:
    return {
        "words": "买灯泡",
        "organization": way.branch,
        "owner_name": "周明远",
        "due_on": dt.date(2027, 3, 8),
        **fields,
    }


def figures_of(project: Project) -> dict[int, tuple[Decimal, Decimal]]:
    """How it is today at the next site, and its goal."""
    targets = Target.objects.filter(cycle__project=project)
    return {target.pk: (Decimal(3), Decimal(30)) for target in targets}
