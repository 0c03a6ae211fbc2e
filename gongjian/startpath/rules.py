"""Who walks the path: those who arrange for a party; who signs: those who lead it."""

from typing import Any

from rules import add_perm, predicate

from gongjian.core.access import is_visible
from gongjian.partnerships.models import Partnership, Party, Project
from gongjian.partnerships.rules import arranges, arranges_partnership, leads

from .models import Member, Report, StartPath


@predicate
def arranges_path(user: Any, path: StartPath | None) -> bool:
    return path is not None and arranges_partnership(user, path.partnership)


@predicate
def arranges_member(user: Any, member: Member | None) -> bool:
    return member is not None and arranges_path(user, member.path)


@predicate
def arranges_report(user: Any, report: Report | None) -> bool:
    return report is not None and arranges_path(user, report.path)


@predicate
def leads_party(user: Any, party: Party | None) -> bool:
    """Signs for this party, and for this party only."""
    return party is not None and leads(user, party.organization)


@predicate
def arranges_party(user: Any, party: Party | None) -> bool:
    return party is not None and arranges(user, party.organization)


@predicate
def arranges_project(user: Any, project: Project | None) -> bool:
    return project is not None and arranges_partnership(user, project.partnership)


@predicate
def may_begin(user: Any, partnership: Partnership | None) -> bool:
    return arranges_partnership(user, partnership)


add_perm("startpath.view_startpath", is_visible)
add_perm("startpath.view_member", is_visible)
add_perm("startpath.view_visit", is_visible)
add_perm("startpath.view_report", is_visible)
add_perm("startpath.view_reason", is_visible)
add_perm("startpath.begin", may_begin)
add_perm("startpath.add_member", arranges_path)
add_perm("startpath.remove_member", arranges_member)
add_perm("startpath.record_visit", arranges_path)
add_perm("startpath.write_report", arranges_path)
add_perm("startpath.sign_report", leads_party)
add_perm("startpath.give_reason", arranges_party)
add_perm("startpath.plan_pilot", arranges_path)
add_perm("startpath.extend", arranges_project)
