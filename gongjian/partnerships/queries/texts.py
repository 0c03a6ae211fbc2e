"""The text of an agreement as plain data, what differs between two of them, and the versions there were."""

import datetime as dt
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongjian.core.access import standing
from gongjian.core.components.dates import local_day
from gongjian.documents.models import Document
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Amendment, AmendmentSignature, Partnership, Party, Promise

from .promises import promise_words

Text = dict[str, Any]
PIECES = re.compile(r"[0-9A-Za-z]+|\s+|.", re.DOTALL)
SIGNATURES = Prefetch("signatures", AmendmentSignature.objects.select_related("organization"))


def text_of(partnership: Partnership) -> Text:
    """What an amendment can change, as JSON; duties and contacts by organisation key."""
    parties = list(partnership.parties.all())
    return {
        "purpose": partnership.purpose,
        "ends_on": partnership.ends_on.isoformat(),
        "rhythm": partnership.rhythm,
        "first_projects": partnership.first_projects,
        "commitments": {row.kind: row.least for row in partnership.commitments.all()},
        "duties": {str(party.organization_id): party.duties for party in parties},
        "contacts": {str(party.organization_id): party.contact_name for party in parties},
    }


@dataclass(frozen=True)
class Piece:
    """A run of characters: `kind` is "same", "gone" or "new"."""

    kind: str
    words: str


@dataclass(frozen=True)
class Change:
    """One clause in both versions. Each side marks what it alone has."""

    label: str
    old: list[Piece]
    new: list[Piece]


def pieces(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Two texts compared sign by sign (a number or a foreign word as a whole), each cut where they differ."""
    one, two = PIECES.findall(before), PIECES.findall(after)
    old: list[Piece] = []
    new: list[Piece] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        same = kind == "equal"
        if a < b:
            old.append(Piece("same" if same else "gone", "".join(one[a:b])))
        if c < d:
            new.append(Piece("same" if same else "new", "".join(two[c:d])))
    return old, new


def _lines(text: Text, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The clauses by label, as words."""
    yield _("Purpose"), text["purpose"]
    yield _("Last day"), local_day(dt.date.fromisoformat(text["ends_on"]))
    yield _("Meetings"), text["rhythm"]
    yield _("First projects"), text["first_projects"]
    kinds = [kind for kind in Promise.values if kind in text["commitments"]]
    yield (
        _("Minimum commitments"),
        "\n".join(promise_words(kind, text["commitments"][kind]) for kind in kinds),
    )
    for key, words in text["duties"].items():
        yield _("What %(organization)s will do") % {"organization": names.get(key, key)}, words
    for key, words in text["contacts"].items():
        yield _("Contact person of %(organization)s") % {"organization": names.get(key, key)}, words


def _names(partnership: Partnership) -> dict[str, str]:
    return {str(party.organization_id): party.organization.label for party in partnership.parties.all()}


def changes_of(amendment: Amendment) -> list[Change]:
    """The clauses that differ, in the order of the paper."""
    names = _names(amendment.partnership)
    rows = zip(_lines(amendment.before, names), _lines(amendment.after, names), strict=True)
    return [Change(label, *pieces(old, new)) for (label, old), (_label, new) in rows if old != new]


# ---------------------------------------------------------------- amendments


def _amendments(user: Any) -> QuerySet[Amendment]:
    parties = Prefetch("partnership__parties", Party.objects.select_related("organization"))
    rows = Amendment.objects.visible_to(user).select_related("partnership", "organization", "closed_for")
    return rows.prefetch_related(parties, SIGNATURES)


def find_amendment(user: Any, pk: int) -> Amendment:
    """An amendment that the person may see; otherwise there is none (404)."""
    return get_object_or_404(_amendments(user), pk=pk)


def amendments_of(user: Any, partnership: Partnership) -> list[Amendment]:
    """All that were proposed, newest first, as far as the person may see them."""
    return list(_amendments(user).filter(partnership=partnership))


def amendments_to_sign(user: Any) -> QuerySet[Amendment]:
    """Proposed amendments that wait for a signature of the person."""
    mine = standing(user).condition(Power.LEAD, "organization")
    parties = Party.objects.filter(mine).values_list("partnership_id", flat=True)
    rows = _amendments(user).filter(state=Amendment.State.PROPOSED, partnership__in=parties)
    return rows.exclude(signatures__person=user.pk).order_by("proposed_at", "pk")


def unsigned_for(user: Any, amendment: Amendment) -> list[Organization]:
    """The parties that have not signed yet and for which the person may."""
    signed = {row.organization_id for row in amendment.signatures.all()}
    if any(row.person_id == user.pk for row in amendment.signatures.all()):
        return []
    powers = standing(user)
    rows = [party.organization for party in amendment.partnership.parties.all()]
    return [row for row in rows if row.pk not in signed and powers.can(Power.LEAD, row)]


# ---------------------------------------------------------------- versions


@dataclass(frozen=True)
class Version:
    """One text that holds or held: since when, its clauses, and its paper for those who may open it."""

    number: int
    since: dt.date
    until: dt.date | None
    lines: list[tuple[str, str]]
    paper: Document | None
    reason: str = ""

    @property
    def is_present(self) -> bool:
        return self.until is None


def versions_of(user: Any, partnership: Partnership) -> list[Version]:
    """The texts that were in force, newest first: the one that was signed first and one for each amendment."""
    rows = [row for row in amendments_of(user, partnership) if row.state == Amendment.State.IN_FORCE]
    rows.sort(key=lambda row: row.version)
    names, papers = _names(partnership), papers_of(user, partnership)
    text = rows[0].before if rows else text_of(partnership)
    first = rows[0].version - 1 if rows else partnership.version
    begun = [(first, partnership.active_since, text, "")]
    begun += [(row.version, row.closed_at, row.after, row.reason) for row in rows]
    days = [localtime(moment).date() if moment else partnership.starts_on for _n, moment, _t, _r in begun]
    found = []
    for (number, _moment, text, reason), since, until in zip(begun, days, [*days[1:], None], strict=True):
        lines = [(label, words) for label, words in _lines(text, names) if words]
        found.append(Version(number, since, until, lines, papers.get(number), reason))
    return found[::-1]


def papers_of(user: Any, partnership: Partnership) -> dict[int, Document]:
    """The signed papers by the version that they bear, for those who may open them."""
    about = {"subject_type": partnership._meta.label_lower, "subject_id": str(partnership.pk)}
    rows = Document.objects.visible_to(user).filter(
        kind=Document.Kind.AGREEMENT, revoked_at__isnull=True, **about
    )
    return {int(row.facts.get("version", 1)): row for row in rows.order_by("issued_at", "pk")}


def paper_of(user: Any, partnership: Partnership) -> Document | None:
    """The paper with the text that holds now, for those who may open it."""
    papers = papers_of(user, partnership)
    return papers[max(papers)] if papers else None
