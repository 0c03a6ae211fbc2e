"""Search by words over what everybody, or this person, may see."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.activities.models import Activity
from gongjian.organizations.models import Organization
from gongjian.partnerships.models import Need, Partnership, Party, Project

EACH = 10
LONGEST, MOST_WORDS = 60, 5


@dataclass(frozen=True)
class Hit:
    """One thing that matches."""

    title: str
    href: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """What matches of one kind, at most `EACH`; `more` says that there is more of it."""

    label: str
    icon: str
    hits: list[Hit] = field(default_factory=list)
    more: bool = False


def asked(text: str) -> list[str]:
    """The words of a search box: no control characters, not too many."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text[:LONGEST])
    return plain.split()[:MOST_WORDS]


def _with_words(rows: QuerySet[Any], words: list[str], *fields: str) -> QuerySet[Any]:
    """Rows in which every word stands somewhere."""
    for word in words:
        found = Q()
        for name in fields:
            found |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(found)
    return rows


def _needs(user: Any, words: list[str]) -> QuerySet[Any]:
    rows = Need.objects.visible_to(user).select_related("community")
    return _with_words(rows, words, "title", "words", "community__name").order_by("-proposed_at", "-pk")


def _activities(user: Any, words: list[str]) -> QuerySet[Any]:
    rows = Activity.objects.visible_to(user).select_related("organizer")
    return _with_words(rows, words, "title", "where", "organizer__name").order_by("-created_at", "-pk")


def _partnerships(user: Any, words: list[str]) -> QuerySet[Any]:
    rows = Partnership.objects.visible_to(user).prefetch_related("parties__organization")
    for word in words:
        named = Party.objects.filter(organization__name__icontains=word).values("partnership_id")
        rows = rows.filter(Q(title__icontains=word) | Q(pk__in=named))
    return rows.order_by("-created_at", "-pk")


def _projects(user: Any, words: list[str]) -> QuerySet[Any]:
    rows = Project.objects.visible_to(user).select_related("led_by")
    return _with_words(rows, words, "title", "problem").order_by("-created_at", "-pk")


def _organizations(user: Any, words: list[str]) -> QuerySet[Any]:
    rows = Organization.objects.visible_to(user).open().select_related("parent")
    return _with_words(rows, words, "name", "short_name").order_by("path")


def _group(label: str, icon: str, rows: QuerySet[Any], each: Any) -> Group:
    found = list(rows[: EACH + 1])
    return Group(label, icon, [each(row) for row in found[:EACH]], len(found) > EACH)


def _need_hit(row: Any) -> Hit:
    note = f"{row.community.label} · {row.get_state_display()}"
    return Hit(row.title, reverse("partnerships:need", args=[row.pk]), note)


def _activity_hit(row: Any) -> Hit:
    note = f"{row.organizer.label} · {row.get_state_display()}"
    return Hit(row.title, reverse("activities:detail", args=[row.pk]), note)


def _partnership_hit(row: Any) -> Hit:
    note = "、".join(party.organization.label for party in row.parties.all())
    return Hit(row.title, reverse("partnerships:partnership", args=[row.pk]), note)


def _project_hit(row: Any) -> Hit:
    note = f"{row.led_by.label} · {row.get_state_display()}"
    return Hit(row.title, reverse("partnerships:project", args=[row.pk]), note)


def _organization_hit(row: Any) -> Hit:
    note = " · ".join([row.get_kind_display(), *([row.parent.label] if row.parent else [])])
    return Hit(row.name, reverse("organizations:detail", args=[row.pk]), note)


def search(user: Any, text: str) -> list[Group]:
    """Five groups, empty ones left out; the same queries whatever is found, none for no words."""
    words = asked(text)
    if not words:
        return []
    groups = [
        _group(_("Needs"), "bulb", _needs(user, words), _need_hit),
        _group(_("Activities"), "calendar-event", _activities(user, words), _activity_hit),
        _group(_("Partnerships"), "building-bridge", _partnerships(user, words), _partnership_hit),
        _group(_("Projects"), "target", _projects(user, words), _project_hit),
        _group(_("Organisations"), "sitemap", _organizations(user, words), _organization_hit),
    ]
    return [group for group in groups if group.hits]
