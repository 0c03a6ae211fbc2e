"""The facts of the three papers, made from the records; always in Chinese, as they are signed."""

from typing import Any

from django.utils.timezone import localtime

from gongjian.documents.models import Document
from gongjian.documents.queries import issued_for
from gongjian.partnerships.models import Party, Project
from gongjian.partnerships.queries.projects import plain
from gongjian.reviews.queries import must_sign

from ..models import Report, StartPath
from .steps import signed_by

PLANS = (Document.Kind.FEASIBILITY_PLAN, Document.Kind.WORK_PLAN)
Section = dict[str, Any]


def report_paper(path: StartPath) -> Document | None:
    """The signed report's paper."""
    report = getattr(path, "report", None)
    return report.paper if report else None


def plan_papers(path: StartPath) -> list[Document]:
    """Feasibility plan and work plan of the pilot, once they are made."""
    return list(issued_for(path.pilot, *PLANS)) if path.pilot else []


def _partners(parties: list[Party]) -> list[dict[str, str]]:
    return [{"name": party.organization.name, "side": party.side} for party in parties]


def _group(path: StartPath) -> Section:
    rows = [[member.name, member.organization.label, member.duty] for member in path.members.all()]
    return {"title": "工作组", "head": ["姓名", "单位", "分工"], "rows": rows, "widths": [2, 4, 5]}


def report_facts(report: Report) -> dict[str, Any]:
    """The survey report as it was signed: who went where, what was found, what is advised."""
    path = report.path
    signed = signed_by(report)
    parties = must_sign(list(path.partnership.parties.select_related("organization")))
    partners = [
        {
            "name": party.organization.name,
            "side": party.side,
            "signed_by": signed[party.organization_id].person_name,
            "signed_on": localtime(signed[party.organization_id].at).date().isoformat(),
        }
        for party in parties
    ]
    visits = [[row.on.isoformat(), row.place_words, row.who] for row in path.visits.select_related("place")]
    sections: list[Section] = [
        {"title": "调查的问题", "words": report.problem},
        _group(path),
        {"title": "走访情况", "head": ["日期", "地点", "走访人"], "rows": visits, "widths": [3, 4, 4]},
        {"title": "看到的和听到的", "words": report.findings},
        {"title": "建议", "words": report.advice},
    ]
    return {"partners": partners, "about": path.partnership.title, "sections": sections}


def feasibility_facts(path: StartPath, project: Project) -> dict[str, Any]:
    """Why it can work: basis, analysis of both sides, how, targets, risks, money."""
    cycle = project.cycles.get(number=1)
    paper = report_paper(path)
    targets = [
        [row.indicator, row.unit, plain(row.baseline), plain(row.goal), row.due_on.isoformat()]
        for row in cycle.targets.order_by("pk")
    ]
    reasons = [[row.organization.label, row.causes, row.brings] for row in path.reasons.all()]
    sections: list[Section] = [
        {"title": "依据", "facts": [["共建协议", path.partnership.title], ["调查报告", str(paper) if paper else ""]]},
        {"title": "要解决的问题", "words": project.problem},
        {"title": "共同分析", "head": ["单位", "为什么会这样", "能拿出什么"], "rows": reasons, "widths": [2, 4, 4]},
        {"title": "实施办法", "words": project.measures},
        {"title": "试点", "facts": _pilot(project, cycle.starts_on.isoformat(), cycle.ends_on.isoformat())},
        {"title": "可测量的目标", "head": ["指标", "单位", "现在", "目标", "期限"], "rows": targets,
         "widths": [5, 2, 2, 2, 4]},
        {"title": "风险和应对", "words": project.risks or "未发现需要专门应对的风险。"},
        {"title": "经费", "words": _money(project.budget_fen)},
    ]  # fmt: skip
    partners = _partners(list(path.partnership.parties.select_related("organization")))
    return {"partners": partners, "about": path.partnership.title, "sections": sections}


def _money(fen: int | None) -> str:
    amount = f"{(fen or 0) / 100:,.2f}".removesuffix(".00")
    return f"预算{amount}元，由各方自行支付，平台只作记录。" if fen else "不需要经费。"


def _pilot(project: Project, starts_on: str, ends_on: str) -> list[list[str]]:
    return [
        ["项目", project.title],
        ["试点地点", project.place.name if project.place else ""],
        ["服务对象", project.target_group],
        ["牵头单位", project.led_by.name],
        ["开始", starts_on],
        ["结束", ends_on],
    ]


def work_facts(path: StartPath, project: Project) -> dict[str, Any]:
    """Who does what until when."""
    cycle = project.cycles.get(number=1)
    tasks = [
        [str(at), task.words, task.organization.label, task.owner_name, task.due_on.isoformat()]
        for at, task in enumerate(project.tasks.select_related("organization"), start=1)
    ]
    check = "每项工作完成后在项目页勾选；周期结束时测量目标，双方一起决定留用、调整还是停下。"
    sections: list[Section] = [
        {"title": "试点", "facts": _pilot(project, cycle.starts_on.isoformat(), cycle.ends_on.isoformat())},
        _group(path),
        {"title": "工作安排", "head": ["序号", "做什么", "单位", "负责人", "期限"], "rows": tasks,
         "widths": [3, 10, 7, 4, 7]},
        {"title": "检查和总结", "words": check},
    ]  # fmt: skip
    partners = _partners(list(path.partnership.parties.select_related("organization")))
    return {"partners": partners, "about": path.partnership.title, "sections": sections}
