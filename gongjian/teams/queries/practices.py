"""Social practices: their page, their notes, and what the report's paper says."""

from typing import Any

from django.db.models import QuerySet, Sum
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongjian.core.access import require
from gongjian.core.components.dates import hours

from ..models import InterviewNote, Practice, VolunteerTeam
from .directory import SIDES
from .record import _counted, record_of

ROWS = [f"team__{name}" for name in SIDES]


def practice_of(user: Any, perm: str, pk: int) -> Practice:
    """The practice of a team, 404 where there is none; 403 without the permission."""
    rows = Practice.objects.filter(team__in=VolunteerTeam.objects.visible_to(user))
    found = get_object_or_404(rows.select_related(*ROWS, "reported_by", "document"), team_id=pk)
    require(user, perm, found)
    return found


def notes_of(user: Any, practice: Practice) -> QuerySet[InterviewNote]:
    """The notes whose being there the person may know; their words are read one by one, with a reason."""
    rows = InterviewNote.objects.visible_to(user).filter(practice=practice)
    return rows.select_related("author").defer("words", "person", "consent_by")


def note_of(user: Any, pk: int) -> InterviewNote:
    """One of them, else 404."""
    rows = InterviewNote.objects.visible_to(user).select_related("practice__team")
    return get_object_or_404(rows, pk=pk)


def report_facts(practice: Practice) -> dict[str, Any]:
    """What the paper says: the survey, what was found, the activities from records; nothing from interviews."""
    team, done = practice.team, record_of(practice.team)
    notes = practice.notes.filter(erased_at__isnull=True).count()
    return {
        "about": team.name,
        "since": practice.starts_on.isoformat(),
        "until": practice.ends_on.isoformat(),
        "summary": [
            [_("Theme"), practice.theme],
            [_("Campus side"), team.campus.name],
            [_("Host"), team.community.name],
            [_("Team members"), str(team.members)],
            [_("Interviews with consent"), str(notes)],
            [_("Survey"), _survey(practice)],
            [_("Hours confirmed by both sides"), hours(done.minutes)],
            [_("What the host says"), practice.host_words],
        ],
        "sections": [
            _part(_("What was found and suggested"), [_("Part"), _("Text")], [
                [_("What was found"), practice.findings],
                [_("What the team suggests"), practice.advice],
            ], [1, 5]),
            _activities(practice),
        ],
    }  # fmt: skip


def _survey(practice: Practice) -> str:
    if not practice.survey_given:
        return _("none")
    words = _("%(topic)s: %(back)s of %(given)s forms came back")
    facts = {"topic": practice.survey_topic, "back": practice.survey_returned, "given": practice.survey_given}
    return words % facts


def _part(
    title: str, head: list[str], rows: list[list[str]], widths: list[int], links: list[str] | None = None
) -> dict[str, Any]:
    links = links or [""] * len(rows)
    return {"title": title, "note": "", "head": head, "rows": rows, "links": links, "widths": widths}


def _activities(practice: Practice) -> dict[str, Any]:
    """The team's activities of these days with the minutes that both sides have confirmed."""
    activity = "sign_up__shift__activity"
    names = [f"{activity}_id", f"{activity}__title", "sign_up__shift__starts_at"]
    groups = (
        _counted(practice.team)
        .values_list(*names)
        .annotate(minutes=Sum("sign_up__minutes"))
        .order_by("sign_up__shift__starts_at", f"{activity}_id")
    )
    rows = [
        [localtime(begins).date().isoformat(), title, hours(minutes)]
        for _pk, title, begins, minutes in groups
    ]
    links = [reverse("activities:detail", args=[pk]) for pk, *_rest in groups]
    return _part(_("Activities"), [_("Day"), _("Activity"), _("Hours")], rows, [2, 5, 1], links)
