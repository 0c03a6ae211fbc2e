"""Which rows are meant: those of some partnerships, or of an organisation and all below it.

Every queryset carries `scope`, the key of the partnership or organisation that a row counts for, so that one grouped
query measures a whole page of partnerships.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from gongjian.activities.models import Activity, SignUp
from gongjian.documents.models import Document
from gongjian.organizations.models import Organization, Side
from gongjian.organizations.paths import below
from gongjian.partnerships.models import Claim, Need, Partnership, Party, Project
from gongjian.reviews.models import Confirmation

HELD = [Activity.State.RUNNING, Activity.State.FINISHED, Activity.State.SETTLED]
HIDDEN = [Need.State.PROPOSED, Need.State.DECLINED, Need.State.WITHDRAWN]


class Scope(Protocol):
    """What measures ask of a scope."""

    @property
    def keys(self) -> Sequence[int]: ...
    def needs(self) -> QuerySet[Any]: ...
    def projects(self) -> QuerySet[Any]: ...
    def activities(self) -> QuerySet[Any]: ...
    def seats(self) -> QuerySet[Any]: ...
    def confirmations(self) -> QuerySet[Any]: ...
    def partnerships(self) -> QuerySet[Any]: ...
    def papers(self) -> QuerySet[Any]: ...
    def campus_paths(self) -> dict[int, list[str]]: ...


def within(relation: str, path: str) -> Q:
    """The organisation at `relation` is the one at `path` or below it: one range of the index."""
    low, high = below(path)
    return Q(**{f"{relation}__gte": low, f"{relation}__lt": high})


@dataclass(frozen=True)
class PartnershipScope:
    """Some partnerships, each for itself: the needs, activities and answers of their projects."""

    pks: Sequence[int]

    @property
    def keys(self) -> Sequence[int]:
        return self.pks

    def needs(self) -> QuerySet[Any]:
        rows = Need.objects.filter(projects__partnership__in=self.pks).exclude(state__in=HIDDEN)
        return rows.annotate(scope=F("projects__partnership_id"))

    def projects(self) -> QuerySet[Any]:
        return Project.objects.filter(partnership__in=self.pks).annotate(scope=F("partnership_id"))

    def activities(self) -> QuerySet[Any]:
        rows = Activity.objects.filter(project__partnership__in=self.pks, state__in=HELD)
        return rows.annotate(scope=F("project__partnership_id"))

    def seats(self) -> QuerySet[Any]:
        rows = SignUp.objects.filter(shift__activity__project__partnership__in=self.pks)
        rows = rows.filter(shift__activity__state__in=HELD, state=SignUp.State.ATTENDED)
        return rows.annotate(scope=F("shift__activity__project__partnership_id"))

    def confirmations(self) -> QuerySet[Any]:
        rows = Confirmation.objects.filter(project__partnership__in=self.pks)
        return rows.annotate(scope=F("project__partnership_id"))

    def partnerships(self) -> QuerySet[Any]:
        return Partnership.objects.filter(pk__in=self.pks).annotate(scope=F("pk"))

    def papers(self) -> QuerySet[Any]:
        """Papers of organisations, not of persons, about the partnerships themselves."""
        about = Partnership._meta.label_lower
        return Document.objects.filter(holder=None, subject_type=about, subject_id__in=map(str, self.pks))

    def campus_paths(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {pk: [] for pk in self.pks}
        parties = Party.objects.filter(partnership__in=self.pks, side=Side.CAMPUS)
        for pk, path in parties.values_list("partnership_id", "organization__path"):
            found[pk].append(path)
        return found


@dataclass(frozen=True)
class OrganizationScope:
    """One organisation with everything below it: what it needs, took up, runs or takes part in."""

    organization: Organization
    _paths: dict[int, list[str]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def keys(self) -> Sequence[int]:
        return [self.organization.pk]

    def _ours(self, relation: str) -> Q:
        return within(f"{relation}__path", self.organization.path)

    def _mark(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.annotate(scope=Value(self.organization.pk))

    def _parties(self, relation: str) -> Exists:
        return Exists(Party.objects.filter(self._ours("organization"), partnership=OuterRef(relation)))

    def _helps(self, relation: str) -> Exists:
        """One of ours is a further organiser of the activity."""
        through = Activity.co_organizers.through.objects
        return Exists(through.filter(self._ours("organization"), activity=OuterRef(relation)))

    def needs(self) -> QuerySet[Any]:
        taken = Claim.objects.filter(
            self._ours("organization"), need=OuterRef("pk"), state=Claim.State.ACCEPTED
        )
        rows = Need.objects.filter(self._ours("community") | Q(Exists(taken))).exclude(state__in=HIDDEN)
        return self._mark(rows)

    def projects(self) -> QuerySet[Any]:
        return self._mark(Project.objects.filter(self._parties("partnership_id")))

    def activities(self) -> QuerySet[Any]:
        ours = self._ours("organizer") | self._ours("partner") | Q(self._helps("pk"))
        rows = Activity.objects.filter(ours, state__in=HELD)
        return self._mark(rows)

    def seats(self) -> QuerySet[Any]:
        ours = self._ours("shift__activity__organizer") | self._ours("shift__activity__partner")
        ours |= Q(self._helps("shift__activity_id"))
        rows = SignUp.objects.filter(ours, shift__activity__state__in=HELD, state=SignUp.State.ATTENDED)
        return self._mark(rows)

    def confirmations(self) -> QuerySet[Any]:
        return self._mark(Confirmation.objects.filter(need__in=self.needs().values("pk")))

    def partnerships(self) -> QuerySet[Any]:
        return self._mark(Partnership.objects.filter(self._parties("pk")))

    def papers(self) -> QuerySet[Any]:
        """Papers of organisations, not of persons, to which one of the subtree is a party."""
        through = Document.parties.through.objects.filter(self._ours("organization"))
        return Document.objects.filter(holder=None, pk__in=through.values("document_id"))

    def campus_paths(self) -> dict[int, list[str]]:
        """Its own path on the campus side; else those of its campus partners."""
        key = self.organization.pk
        if self.organization.side == Side.CAMPUS:
            return {key: [self.organization.path]}
        if key not in self._paths:
            partners = Party.objects.filter(self._parties("partnership_id"), side=Side.CAMPUS)
            found = (
                partners.order_by("organization__path")
                .values_list("organization__path", flat=True)
                .distinct()
            )
            self._paths[key] = list(found)
        return self._paths
