"""What must always be true here; `manage.py verify` reads it."""

from collections.abc import Iterator

from gongjian.partnerships.models import Project
from gongjian.partnerships.queries import proven_cycle
from gongjian.reviews.queries import must_sign

from ..models import Report, StartPath
from .papers import plan_papers
from .steps import signed_by


def invariants() -> Iterator[str]:
    """One sentence for each thing that is wrong."""
    reports = Report.objects.filter(state=Report.State.SIGNED).select_related("path__partnership")
    for report in reports.prefetch_related("signatures", "path__partnership__parties"):
        parties = must_sign(list(report.path.partnership.parties.all()))
        if missing := [party for party in parties if party.organization_id not in signed_by(report)]:
            yield f"startpath: report {report.pk} is signed without {len(missing)} of its parties"
    for path in StartPath.objects.filter(pilot__isnull=False).select_related("pilot"):
        if path.pilot and not path.pilot.is_pilot:
            yield f"startpath: the pilot of path {path.pk} is not marked as one"
        if len(plan_papers(path)) != len(("feasibility plan", "work plan")):
            yield f"startpath: the pilot of path {path.pk} lacks a paper"
    for project in Project.objects.filter(extends__isnull=False).select_related("extends"):
        if project.extends and proven_cycle(project.extends) is None:
            yield f"startpath: project {project.pk} took over a plan that was never measured"
