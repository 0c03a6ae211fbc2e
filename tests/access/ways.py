"""More of the access world: start paths at each stage, and what projects of each type bear."""

from typing import Any

from gongjian.core.clock import now, today
from gongjian.documents.models import Document
from gongjian.partnerships.models import Deliverable, Project, Showcase, Task
from gongjian.startpath.models import Member, Reason, Report, StartPath, Visit
from tests.documents.factories import make_document

from .loop import DAY, make_partnership


def fill(world: Any) -> None:
    for name in ("reasoned", "ready"):
        make_partnership(world, name, "active")
    make_partnership(world, "pathless", "active")
    for name, partnership in {"going": "active", "reasoned": "reasoned", "ready": "ready"}.items():
        _path(world, name, partnership, ("branch", "community"), "secretary")
    _path(world, "other", "other_active", ("other_branch", "other_community"), "other_secretary")
    _reports(world)
    _projects(world)


def _path(world: Any, name: str, partnership: str, sides: tuple[str, str], who: str) -> None:
    person = world.people[who]
    path = StartPath.objects.create(
        partnership=world.at("partnership", partnership), subject=f"楼道灯 {name}", begun_by=person
    )
    for side in sides:
        member = Member.objects.create(
            path=path, organization=world.org[side], name=person.display_name, duty="走访"
        )
        world.keep("member", name, member)
    Visit.objects.create(
        path=path, on=today() - DAY, where="三号楼", who=person.display_name, findings="灯不亮", by=person
    )
    world.keep("path", name, path)


def _reports(world: Any) -> None:
    words = {"problem": "楼道没灯", "findings": "走访三次", "advice": "先换一栋楼"}
    for name in ("going", "other"):
        report = Report.objects.create(
            path=world.at("path", name), written_by=world.people["secretary"], **words
        )
        world.keep("report", "other" if name == "other" else "draft", report)
    for name in ("reasoned", "ready"):
        paper = make_document(
            Document.Kind.SURVEY_REPORT, subject_id=f"survey-{name}", number=f"GJ-2025-{name}"
        )
        report = Report.objects.create(
            path=world.at("path", name),
            written_by=world.people["secretary"],
            state=Report.State.SIGNED,
            signed_at=now(),
            paper=paper,
            **words,
        )
        world.keep("report", f"signed_{name}", report)
    for side, who in (("branch", "secretary"), ("community", "worker")):
        Reason.objects.create(
            path=world.at("path", "ready"),
            organization=world.org[side],
            causes="没人管",
            brings="人和工具",
            by=world.people[who],
        )


def _projects(world: Any) -> None:
    """Tasks on the running project; a discipline project and a demonstration site of ours."""
    for name, project, side in (("open", "running", "branch"), ("other", "other", "other_branch")):
        who = world.people["secretary" if side == "branch" else "other_secretary"]
        task = Task.objects.create(
            project=world.at("project", project),
            words="买灯泡",
            organization=world.org[side],
            owner_name="周明远",
            due_on=today() + DAY,
            added_by=who,
        )
        world.keep("task", name, task)
    secretary = world.people["secretary"]
    for kind in (Project.Kind.DISCIPLINE, Project.Kind.DEMONSTRATION):
        project = Project.objects.create(
            partnership=world.at("partnership", "active"),
            title=f"换灯 {kind.value}",
            problem="灯坏了",
            target_group="居民",
            kind=kind,
            led_by=world.org["branch"],
            planned_by=secretary,
        )
        world.keep("project", kind.value, project)
    facts = {"department": "电气工程学院", "supervisor": "孙老师", "words": "一套声控灯", "by": secretary}
    Deliverable.objects.create(project=world.at("project", "discipline"), due_on=today() + DAY, **facts)
    Showcase.objects.create(
        project=world.at("project", "demonstration"), before="没有灯", after="都亮了", by=secretary
    )
