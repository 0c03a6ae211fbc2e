"""A social practice: plan, safety, interviews with consent, report, the host's confirmation."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from gongjian.audit.ledger import record, why
from gongjian.core.access import Actor, require
from gongjian.core.clock import now, today
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.documents.actions import issue
from gongjian.documents.models import Document
from gongjian.notices.ledger import notify
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with

from ..models import InterviewNote, Practice, Tell, Verb, VolunteerTeam
from ..queries import report_facts
from .founding import _link, _reason
from .serving import _active

State = Practice.State
SURVEY = ("survey_topic", "survey_given", "survey_returned", "findings", "advice")


def _own_page(team: VolunteerTeam) -> str:
    return reverse("teams:practice", args=[team.pk])


@transaction.atomic
def plan_practice(
    *, by: Actor, team: VolunteerTeam, theme: str, starts_on: dt.date, ends_on: dt.date, **safety: Any
) -> Practice:
    """Days, theme and safety: who is called in an emergency, and the insurance (志愿服务条例 §17)."""
    require(by, "teams.plan_practice", team)
    team = _active(team)
    if team.kind != VolunteerTeam.Kind.PRACTICE:
        raise Refused(_("Only a social-practice team has such a plan."))
    if ends_on < starts_on:
        raise ValidationError({"ends_on": _("The last day must not be before the first day.")})
    row = Practice.objects.select_for_update().filter(team=team).first() or Practice(team=team)
    _refuse_handed_in(row)
    row.theme, row.starts_on, row.ends_on = theme.strip(), starts_on, ends_on
    for name in ("safety", "insurance", "emergency_name", "emergency_phone"):
        setattr(row, name, str(safety.get(name, "")).strip())
    row.clean_fields(exclude=["team", "reported_by", "confirmed_by", "document"])
    row.save()
    record(by, Verb.PRACTICE_PLANNED, row, since=starts_on.isoformat(), until=ends_on.isoformat())
    return row


def _refuse_handed_in(row: Practice) -> None:
    if row.state != State.PREPARING:
        raise Refused(_("The report is handed in, so this can't change any more."))


@transaction.atomic
def show_emergency(*, by: Actor, practice: Practice, reason: str) -> tuple[str, str]:
    """Whom to call when something happens; each look is logged with its reason."""
    require(by, "teams.see_emergency", practice)
    practice = lock(practice)
    record(by, Verb.EMERGENCY_SHOWN, practice, reason=why(reason))
    return practice.emergency_name, practice.emergency_phone


@transaction.atomic
def take_note(
    *,
    by: Actor,
    practice: Practice,
    topic: str,
    words: str,
    person: str,
    consent_by: str,
    consent_on: dt.date,
    consent_for: str,
    consent_until: dt.date,
) -> InterviewNote:
    """Write down what somebody told; without consent there is no note (《个人信息保护法》 §§13, 14)."""
    require(by, "teams.take_note", practice)
    practice = lock(practice)
    _refuse_handed_in(practice)
    if not consent_by.strip() or not consent_for.strip():
        raise ValidationError(
            {"consent_by": _("No consent, no note. Please say who agreed, and to what it may be used.")}
        )
    if consent_on > today():
        raise ValidationError({"consent_on": _("This day has not come yet. Please choose today or earlier.")})
    if consent_until < today():
        raise ValidationError({"consent_until": _("The consent has ended. Please choose a later day.")})
    note = InterviewNote(practice=practice, author_id=by.pk, topic=topic.strip(), words=words.strip())
    note.person, note.consent_by, note.consent_for = person.strip(), consent_by.strip(), consent_for.strip()
    note.consent_on, note.consent_until = consent_on, consent_until
    note.clean_fields(exclude=["practice", "author"])
    note.save()
    record(by, Verb.NOTE_TAKEN, note, until=consent_until.isoformat())
    return note


@transaction.atomic
def show_note(*, by: Actor, note: InterviewNote, reason: str) -> InterviewNote:
    """Read a note, while its consent holds; each reading is logged with its reason."""
    require(by, "teams.read_note", note)
    note = lock(note)
    said = why(reason)
    if not note.is_readable:
        raise Refused(_("The consent for this note has ended, so it can't be read any more."))
    record(by, Verb.NOTE_SHOWN, note, reason=said)
    return note


@transaction.atomic
def erase_note(*, by: Actor, note: InterviewNote) -> InterviewNote:
    """The person withdrew their consent: nothing of what they said stays; the second time nothing happens."""
    require(by, "teams.erase_note", note)
    note = lock(note)
    if note.erased_at:
        return note
    note.person = note.words = note.consent_by = ""
    note.erased_at = now()
    note.save(update_fields=["person", "words", "consent_by", "erased_at"])
    record(by, Verb.NOTE_ERASED, note)
    return note


@transaction.atomic
def report(*, by: Actor, practice: Practice, **given: Any) -> Practice:
    """Hand in the survey and the report; the host confirms it or sends it back."""
    require(by, "teams.report", practice)
    practice = lock(practice)
    _active(practice.team)
    if practice.state == State.REPORTED:
        return practice
    move(practice, State.REPORTED)
    if practice.ends_on > today():
        raise Refused(_("The practice is not over yet. Hand the report in on its last day."))
    for name in SURVEY:
        value = given[name]
        setattr(practice, name, value.strip() if isinstance(value, str) else value)
    if practice.survey_returned > practice.survey_given:
        raise ValidationError({"survey_returned": _("More forms can't come back than were given out.")})
    if len(practice.findings) < 20:
        raise ValidationError({"findings": _("Please write what you found, in 20 characters at least.")})
    practice.reported_by_id, practice.reported_at, practice.return_reason = by.pk, now(), ""
    practice.clean_fields(exclude=["team", "reported_by", "confirmed_by", "document"])
    practice.save()
    record(by, Verb.REPORTED, practice)
    team = practice.team
    people = {*people_with(Power.ARRANGE, team.community), team.community_leader}
    notify(people - {None}, Tell.REPORTED, team, link=_own_page(team), team=team.name)
    return practice


@transaction.atomic
def return_report(*, by: Actor, practice: Practice, reason: str) -> Practice:
    """The host asks for changes, with a reason."""
    require(by, "teams.confirm_report", practice)
    practice = lock(practice)
    move(practice, State.PREPARING)
    practice.return_reason = _reason(reason)
    practice.save(update_fields=["state", "return_reason"])
    record(by, Verb.REPORT_RETURNED, practice)
    team, why = practice.team, practice.return_reason
    notify(
        [practice.reported_by], Tell.REPORT_RETURNED, team, link=_own_page(team), team=team.name, reason=why
    )
    return practice


@transaction.atomic
def confirm_report(*, by: Actor, practice: Practice, host_words: str = "") -> Practice:
    """The host says that it was so: the report becomes a paper with a number."""
    require(by, "teams.confirm_report", practice)
    practice = lock(practice)
    if practice.state == State.CONFIRMED:
        return practice
    move(practice, State.CONFIRMED)
    if practice.reported_by_id == by.pk:
        raise Refused(_("You handed it in yourself. Somebody else of the host confirms it."))
    practice.confirmed_by_id, practice.confirmed_at = by.pk, now()
    practice.host_words = host_words.strip()[:300]
    team = practice.team
    with override(settings.LANGUAGE_CODE):  # the paper is Chinese whoever confirms in whatever language
        practice.document = issue(
            by=by,
            kind=Document.Kind.PRACTICE_REPORT,
            title=_("Report of a social practice: %s") % practice.theme,
            facts=report_facts(practice),
            subject=practice,
            parties=[team.campus, team.community],
        )
    practice.save(update_fields=["state", "confirmed_by", "confirmed_at", "host_words", "document"])
    record(by, Verb.REPORT_CONFIRMED, practice)
    people = {*team.leaders, practice.reported_by}
    notify(people, Tell.REPORT_CONFIRMED, team, link=_link(team), team=team.name)
    return practice
