"""Finding paths, and what belongs to them."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404

from gongjian.partnerships.models import Partnership, Party, Project
from gongjian.partnerships.queries import arranged, find_partnership, find_project

from ..models import Member, Reason, Report, Signature, StartPath, Visit


def paths_of(user: Any) -> QuerySet[StartPath]:
    """The paths that a person sees, newest first, with all that their steps need."""
    rows = StartPath.objects.visible_to(user).select_related("partnership", "pilot__place", "report")
    ahead = (
        Prefetch("partnership__parties", Party.objects.select_related("organization")),
        Prefetch("members", Member.objects.select_related("organization")),
        Prefetch("visits", Visit.objects.select_related("place")),
        Prefetch("reasons", Reason.objects.select_related("organization")),
        Prefetch("report__signatures", Signature.objects.select_related("organization")),
        "pilot__cycles__targets",
        Prefetch("pilot__extensions", Project.objects.select_related("place").order_by("pk")),
    )
    found: QuerySet[StartPath] = rows.prefetch_related(*ahead).order_by("-begun_at", "-pk")
    return found


def find_path(user: Any, pk: int) -> StartPath:
    """A path that the person may see; otherwise there is none (404)."""
    return get_object_or_404(paths_of(user), pk=pk)


def path_of(user: Any, partnership: Partnership) -> StartPath | None:
    """The path of an agreement, when there is one and the person may see it."""
    return paths_of(user).filter(partnership=partnership).first()


def pilot_of(project: Project) -> StartPath | None:
    """The path whose pilot a project is."""
    return StartPath.objects.filter(pilot=project).first()


def without_path(user: Any) -> QuerySet[Partnership]:
    """Agreements in force for which the person prepares things and whose path has not begun, newest first."""
    mine = Party.objects.filter(organization__in=arranged(user)).values("partnership_id")
    rows = Partnership.objects.visible_to(user).filter(pk__in=mine, state=Partnership.State.ACTIVE)
    taken = StartPath.objects.values("partnership_id")
    return rows.exclude(pk__in=taken).order_by("-active_since", "-pk")


def find_member(user: Any, pk: int) -> Member:
    """Somebody of a working group that the person may see; 404 otherwise."""
    rows = Member.objects.visible_to(user).select_related("path__partnership")
    found: Member = get_object_or_404(rows, pk=pk)
    return found


def find_report(user: Any, pk: int) -> Report:
    """A report that the person may see; 404 otherwise."""
    rows = Report.objects.visible_to(user).select_related("path__partnership")
    found: Report = get_object_or_404(rows, pk=pk)
    return found


def find_partnership_for(user: Any, pk: int) -> Partnership:
    """An agreement that the person may see; 404 otherwise."""
    return find_partnership(user, pk)


def find_project_for(user: Any, pk: int) -> Project:
    """A project that the person may see; 404 otherwise."""
    return find_project(user, pk)
