"""What the pages show: one partnership, one organisation, and where a person may look."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import OuterRef, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.access import standing
from gongjian.organizations.models import Organization, Side
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Partnership, Party

from .charts import Chart, gauge_chart, months_chart, pairs_chart, stars_chart, subjects_chart
from .figures import PUBLIC, Signal, compared, from_measures
from .formality import Index, index_of
from .measures import Measures, measure
from .periods import Period, period
from .scopes import OrganizationScope, PartnershipScope, Scope, within
from .weakness import Weakness, weakest, weakest_of


def partnership_for(user: Any, pk: int) -> Partnership:
    """A partnership that the person sees, or 404."""
    return get_object_or_404(Partnership.objects.visible_to(user), pk=pk)


def organization_for(user: Any, pk: int) -> Organization:
    """An organisation, or 404: its name is public, its signals are not."""
    return get_object_or_404(Organization.objects.visible_to(user), pk=pk)


def overview(user: Any) -> list[Organization]:
    """Where to begin: the organisations in which the person holds a post with a view."""
    return [org for org in standing(user).organizations if standing(user).can(Power.SEE, org)]


@dataclass(frozen=True)
class Look:
    """Signals and charts of one scope."""

    period: Period
    signals: list[Signal]
    measures: Measures
    weakness: Weakness
    index: Index
    index_before: Index | None

    @property
    def first(self) -> list[Signal]:
        """The four that everybody may read."""
        return [signal for signal in self.signals if signal.key in PUBLIC]

    @property
    def months(self) -> Chart:
        return months_chart(self.measures, self.period)

    @property
    def subjects(self) -> Chart:
        return subjects_chart(self.measures)

    @property
    def pairs(self) -> Chart:
        return pairs_chart(self.measures, self.period)

    @property
    def stars(self) -> Chart | None:
        """Residents' stars; None with too few answers."""
        return stars_chart(self.measures)

    @property
    def gauge(self) -> Chart:
        return gauge_chart(self.index, self.index_before)


def _look(scope: Scope, period: Period) -> Look:
    now, past, ago = compared(scope, period)
    before = index_of(past) if past else None
    return Look(period, from_measures(now, past, ago), now[0], weakest_of(*now), index_of(now), before)


@dataclass(frozen=True)
class PartnershipPage:
    """One partnership: its parties, its signals, and whether the reader sees all of them."""

    partnership: Partnership
    parties: list[Party]
    look: Look
    inside: bool


def partnership_page(user: Any, partnership: Partnership, period: Period) -> PartnershipPage:
    parties = list(partnership.parties.select_related("organization"))
    inside = any(standing(user).can(Power.SEE, party.organization) for party in parties)
    return PartnershipPage(partnership, parties, _look(PartnershipScope([partnership.pk]), period), inside)


def results_of(partnership: Partnership) -> list[Signal]:
    """The signals of the last year that everybody may read."""
    when = period("year")
    measured = measure(PartnershipScope([partnership.pk]), when)[partnership.pk], when
    return [signal for signal in from_measures(measured) if signal.key in PUBLIC]


@dataclass(frozen=True)
class OrganizationPage:
    """One organisation with all below it: its signals, its pairs and what each should mend first."""

    organization: Organization
    look: Look
    pairs: Page[Partnership]
    weaknesses: dict[int, Weakness]

    @property
    def headline(self) -> str:
        """The finding in one sentence."""
        count = self.pairs.paginator.count
        if not count:
            return _("No agreement is in force yet")
        if self.look.weakness.fine:
            words = ngettext("%(n)s pair, on a good way", "%(n)s pairs, on a good way", count)
            return words % {"n": count}
        words = ngettext("%(n)s pair; first to mend: %(what)s", "%(n)s pairs; first to mend: %(what)s", count)
        return words % {"n": count, "what": self.look.weakness.label}

    @property
    def has_index(self) -> bool:
        """Branches have one; above them only the plain signals stand, so that nobody adds indexes up."""
        return bool(self.organization.kind == Organization.Kind.BRANCH)

    @property
    def rows(self) -> list[tuple[Partnership, Weakness]]:
        return [(pair, self.weaknesses[pair.pk]) for pair in self.pairs]


def pairs_of(user: Any, organization: Organization) -> QuerySet[Partnership]:
    """Agreements in force with a party in the subtree, by the community's name: an order, not a rank."""
    ours = Party.objects.filter(within("organization__path", organization.path))
    community = Party.objects.filter(partnership=OuterRef("pk"), side=Side.COMMUNITY).order_by("pk")
    rows = Partnership.objects.visible_to(user).filter(state=Partnership.State.ACTIVE)
    rows = rows.filter(pk__in=ours.values("partnership_id"))
    rows = rows.annotate(community_name=Subquery(community.values("organization__name")[:1]))
    return rows.prefetch_related("parties__organization").order_by("community_name", "title", "pk")


def organization_page(
    organization: Organization, period: Period, pairs: Page[Partnership]
) -> OrganizationPage:
    look = _look(OrganizationScope(organization), period)
    return OrganizationPage(organization, look, pairs, weakest(list(pairs), period))
