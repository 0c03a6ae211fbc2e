"""Who could meet a need: suggestions with their reasons, for and against. A suggestion is never an order."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.clock import now
from gongjian.organizations.models import Organization
from gongjian.partnerships.models import Claim, DayPart, Need, Partnership, Party, Resource

MOST = 5  # as many as a person reads
CANDIDATES = 200  # rows looked at, newest first
BUSY = 3  # needs at a time from which one more is a reason against


@dataclass
class Suggestion:
    """One organisation, perhaps with a resource of its own, and what speaks for and against it."""

    organization: Organization
    resource: Resource | None = None
    reasons_for: list[str] = field(default_factory=list)
    reasons_against: list[str] = field(default_factory=list)
    weight: float = 0.0

    @property
    def reasons(self) -> list[tuple[str, bool]]:
        """One list, as the page shows it."""
        return [(words, True) for words in self.reasons_for] + [
            (words, False) for words in self.reasons_against
        ]

    def speaks_for(self, weight: float, words: str) -> None:
        self.weight += weight
        self.reasons_for.append(words)

    def speaks_against(self, weight: float, words: str) -> None:
        self.weight -= weight
        self.reasons_against.append(words)


@dataclass(frozen=True)
class Record:
    """What an organisation carries and has done."""

    carried: int = 0
    finished: int = 0
    given_back: int = 0


def _candidates(need: Need, partners: dict[int, Party]) -> QuerySet[Resource]:
    """Resources of the right category, or of organisations that work with the community already."""
    fits = Q(category=need.category) | Q(organization_id__in=partners)
    right = Case(When(category=need.category, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = Resource.objects.filter(fits, state=Resource.State.OFFERED).exclude(
        organization_id=need.community_id
    )
    return found.select_related("organization").order_by(right, "-created_at", "-pk")[:CANDIDATES]


def _partners(community: Organization) -> dict[int, Party]:
    """Parties of agreements in force with the community, by organisation."""
    shared = Party.objects.filter(organization=community, partnership__state=Partnership.State.ACTIVE)
    rows = Party.objects.filter(partnership__in=shared.values("partnership_id")).exclude(
        organization=community
    )
    rows = rows.select_related("organization", "partnership").order_by("-partnership__active_since")[
        :CANDIDATES
    ]
    return {row.organization_id: row for row in rows}


def _records(organizations: list[int]) -> dict[int, Record]:
    accepted = Q(state=Claim.State.ACCEPTED)
    carried = accepted & Q(need__state__in=[Need.State.CLAIMED, Need.State.IN_PROGRESS])
    given_back = Q(state=Claim.State.WITHDRAWN, decided_by__isnull=False)
    rows = Claim.objects.filter(organization_id__in=organizations).values("organization_id").order_by()
    rows = rows.annotate(
        carried=Count("pk", filter=carried),
        finished=Count("pk", filter=accepted & Q(need__state=Need.State.MET)),
        given_back=Count("pk", filter=given_back),
    )
    return {
        row["organization_id"]: Record(row["carried"], row["finished"], row["given_back"]) for row in rows
    }


def _key(word: str) -> str:
    return "".join(str(word).split()).casefold()


def _shared(wanted: list[str], offered: list[str]) -> list[str]:
    """The wanted words that are offered: the same, or one within the other."""
    have = [_key(word) for word in offered]
    return [
        word for word in wanted if any(_key(word) in other or other in _key(word) for other in have if other)
    ]


def _about_skills(found: Suggestion, need: Need) -> None:
    resource = found.resource
    offered = [*(resource.skills if resource else []), *found.organization.strengths]
    able = _shared(need.skills, offered)
    if able:
        found.speaks_for(2 + len(able), _("Can do it: %(skills)s") % {"skills": "、".join(able)})
    if resource is not None and resource.category == need.category:
        found.speaks_for(3, _("Offers this kind of help: %(kind)s") % {"kind": need.get_category_display()})
    elif not able:
        found.speaks_against(1, _("Has not offered this kind of help before"))


def _about_times(found: Suggestion, need: Need) -> None:
    offered = found.resource.times if found.resource else []
    if not need.times or not offered:
        return
    both = [str(DayPart(part).label) for part in need.times if part in offered and part in DayPart.values]
    if both:
        found.speaks_for(2, _("Free at the right time: %(times)s") % {"times": "、".join(both)})
    else:
        found.speaks_against(2, _("Free at other times only"))


def _about_people(found: Suggestion, need: Need) -> None:
    people = found.resource.people if found.resource else 0
    if people and people >= need.people_wanted:
        words = ngettext("%(people)d person, enough for this", "%(people)d people, enough for this", people)
        found.speaks_for(1, words % {"people": people})
    elif people:
        numbers = {"people": people, "wanted": need.people_wanted}
        found.speaks_against(1, _("%(people)s people, %(wanted)s are wanted") % numbers)


def _about_history(found: Suggestion, party: Party | None, record: Record) -> None:
    if party is not None and party.partnership.active_since:
        years = (now() - party.partnership.active_since).days // 365
        words = ngettext("Partners for %(years)d year", "Partners for %(years)d years", years) % {
            "years": years
        }
        found.speaks_for(3, words if years else _("Partners already"))
    else:
        found.speaks_against(1, _("Has not worked with this neighbourhood yet"))
    if record.finished:
        words = ngettext("Has finished %(n)d need", "Has finished %(n)d needs", record.finished)
        found.speaks_for(min(record.finished, 4) / 2, words % {"n": record.finished})
    if record.given_back:
        words = ngettext("Has given back %(n)d need", "Has given back %(n)d needs", record.given_back)
        found.speaks_against(record.given_back, words % {"n": record.given_back})
    if record.carried >= BUSY:
        words = ngettext(
            "Carries %(n)d need now, rather many", "Carries %(n)d needs now, rather many", record.carried
        )
        found.speaks_against(record.carried - BUSY + 2, words % {"n": record.carried})
    elif not record.carried and record.finished:
        found.speaks_for(1, _("Carries nothing else now"))


def _best_resources(need: Need, rows: QuerySet[Resource]) -> dict[int, Resource]:
    """For each organisation the resource that fits best."""
    ranked: dict[int, list[Resource]] = defaultdict(list)
    for row in rows:
        ranked[row.organization_id].append(row)

    def fit(row: Resource) -> tuple[bool, int, bool, int]:
        times = not need.times or bool(set(need.times) & set(row.times))
        return row.category == need.category, len(_shared(need.skills, row.skills)), times, row.people

    return {key: max(found, key=fit) for key, found in ranked.items()}


def suggestions_for(need: Need, most: int = MOST) -> list[Suggestion]:
    """Who suits, best first, in a constant number of queries. Those who claim already are left out."""
    partners = _partners(need.community)
    resources = _best_resources(need, _candidates(need, partners))
    busy = set(
        need.claims.filter(state__in=[*Claim.OPEN_STATES, Claim.State.ACCEPTED]).values_list(
            "organization_id", flat=True
        )
    )
    organizations = {key: party.organization for key, party in partners.items()}
    organizations |= {key: row.organization for key, row in resources.items()}
    records = _records(list(organizations))
    found = []
    for key, organization in organizations.items():
        if key in busy or key == need.community_id:
            continue
        suggestion = Suggestion(organization, resources.get(key))
        _about_skills(suggestion, need)
        _about_times(suggestion, need)
        _about_people(suggestion, need)
        _about_history(suggestion, partners.get(key), records.get(key, Record()))
        found.append(suggestion)
    found.sort(key=lambda each: (-each.weight, each.organization.path))
    return found[:most]


def fit(need: Need, resource: Resource) -> int:
    """How well an offered resource would meet an open need: kind of help, skills, times; 0 when it would not."""
    same = 3 * (need.category == resource.category) + 2 * len(_shared(need.skills, resource.skills))
    if not same or resource.organization_id == need.community_id:
        return 0
    return same + bool(set(need.times) & set(resource.times))


def suggested_needs(organization: Organization, most: int = MOST) -> list[Need]:
    """Open needs of the kinds of help that an organisation offers, those of its partners first."""
    shared = Party.objects.filter(organization=organization, partnership__state=Partnership.State.ACTIVE)
    partners = Party.objects.filter(partnership__in=shared.values("partnership_id"))
    offered = Resource.objects.filter(organization=organization, state=Resource.State.OFFERED)
    near = Q(community_id__in=partners.values("organization_id"))
    claimed = Claim.objects.filter(organization=organization, state__in=Claim.OPEN_STATES)
    found = Need.objects.filter(
        near | Q(category__in=offered.values("category")), state=Need.State.OPEN
    ).exclude(pk__in=claimed.values("need_id"))
    order = Case(When(near, then=Value(0)), default=Value(1), output_field=IntegerField())
    return list(
        found.exclude(community=organization)
        .select_related("community", "place")
        .order_by(order, "until", "pk")[:most]
    )
