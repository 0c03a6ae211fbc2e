"""Switches, rule values, the work calendar."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongjian.audit.registry import verbs
from gongjian.core.clock import at, now, today
from gongjian.notices.registry import tells
from gongjian.organizations.models import Organization, PublicQuerySet


@verbs
class Verb(models.TextChoices):
    SWITCHED_ON = "policy.switched_on", _("switched a policy on")
    SWITCHED_OFF = "policy.switched_off", _("switched a policy off")
    RULE_SET = "policy.rule_set", _("set a dated rule")
    RULE_DROPPED = "policy.rule_dropped", _("took a rule back before its first day")
    DAY_SET = "policy.day_set", _("changed the work calendar")
    DAY_DROPPED = "policy.day_dropped", _("took a day out of the work calendar")


@tells
class Tell(models.TextChoices):
    SWITCHED_ON = "policy.switched_on", _("%(organization)s switched “%(switch)s” on until %(until)s.")
    SWITCHED_OFF = "policy.switched_off", _("%(organization)s switched “%(switch)s” off: %(reason)s")


class SwitchName(models.TextChoices):
    """What stays off unless an organisation decides otherwise."""

    PERSON_RANKINGS = "person_rankings", _("rankings of persons")
    POINTS_BOARDS = "points_boards", _("points boards")
    ONLINE_BALLOTS = "online_ballots", _("online ballots as part of an evaluation")
    PHOTO_PROOF = "photo_proof", _("photo proof")
    STUDY_TIME = "study_time", _("study-time statistics")


class SwitchQuerySet(PublicQuerySet):
    def on(self, day: dt.date) -> Any:
        """Decisions in force on a day; one that was ended does not count on the day it was ended."""
        ended_later = Q(ended_at__isnull=True) | Q(ended_at__gte=at(day + dt.timedelta(days=1)))
        return self.filter(ended_later, since__lte=day, until__gte=day)

    def open_between(self, since: dt.date, until: dt.date) -> Any:
        """Decisions that were not ended and touch any of the days."""
        return self.filter(ended_at__isnull=True, since__lte=until, until__gte=since)


class Switch(models.Model):
    """One decision for an organisation and everything below it: on from a day, until a day, signed, with a reason."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    name = models.CharField(max_length=30, choices=SwitchName.choices)
    since = models.DateField(default=today)
    until = models.DateField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=now)
    reason = models.CharField(max_length=300)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)

    objects = SwitchQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["name", "until"], name="policy_switch_name")]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="policy_switch_life"),
            models.CheckConstraint(condition=Q(name__in=SwitchName.values), name="policy_switch_name_known"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                name="policy_switch_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_name_display()} · {self.organization}"

    @property
    def ended_on(self) -> dt.date | None:
        return timezone.localtime(self.ended_at).date() if self.ended_at else None

    @property
    def has_begun(self) -> bool:
        return self.since <= today()

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None or self.until < today()


class Figure(models.TextChoices):
    """The dated figures that the platform reads, by key, with the name that people know them by."""

    NEED_WEEKS = "need.default_weeks", _("An open need is shown for")
    NEED_WARN = "need.warn_before_days", _("The poster of a need is told before it lapses by")
    NEED_ESCALATE = "need.escalate_after_days", _("An unanswered need is brought to the level above after")
    CYCLE_SILENT = "cycle.silent_after_days", _("A cycle closes without a silent side after")
    CODE_VALID = "confirmation.code_valid_days", _("A resident's rating code is valid for")
    PARTNERSHIP_WARN = "partnership.warn_before_days", _("Reminders before an agreement ends")
    PARTNERSHIP_QUIET = "partnership.quiet_after_days", _("A pairing counts as quiet without activity for")
    PARTNERSHIP_TERM = "partnership.term_years", _("Shortest and longest usual term of an agreement")
    PARTNERSHIP_ACTIVITIES = "partnership.activities_per_year", _("Joint activities planned in a year")
    COMMIT_EDUCATION = (
        "commitment.education_activities",
        _("An agreement promises joint community education activities at least"),
    )
    COMMIT_SURVEYS = "commitment.survey_reports", _("An agreement promises survey reports at least")
    COMMIT_PILOTS = "commitment.pilots", _("An agreement promises pilots at least")
    CONFERENCE_MONTHS = "conference.every_months", _("A joint conference is held every")
    CONFERENCE_TOPICS = "conference.topics_days_before", _("Topics reach the joint conference beforehand by")
    REPORT_MONTHS = "report_in.every_months", _("Units and members report to the community every")
    REPORT_HOURS = "report_in.hours_per_year", _("Service expected of a unit's members in a year")
    RED_ACTIVITIES = "red_pairing.activities", _("Red “1+1”: joint activities at least")
    RED_SUMMARY = "red_pairing.summary_characters", _("Red “1+1”: length of the summary at least")
    OPENS_BEFORE = "attendance.opens_minutes_before", _("Check-in opens before a shift by")
    CODE_SECONDS = "attendance.code_seconds", _("The check-in code changes every")
    CODE_ACCEPT = "attendance.code_accept_seconds", _("A check-in code is accepted for")
    LATE_PROOF = "attendance.late_proof_hours", _("Check-in is possible after a shift for")
    COVER_BELOW = "attendance.cover_below_share", _("The day before, people are asked to help below")
    STAR_HOURS = "volunteer.star_hours", _("Service hours of the volunteer stars")
    CERTIFICATE_PUBLIC = (
        "volunteer.certificate_public_days",
        _("A service certificate is made public inside for"),
    )
    RECORD_WITHIN = "volunteer.record_within_working_days", _("Service is recorded within")
    STEP_MINUTES = "volunteer.step_minutes", _("Smallest step of recorded service time")
    DAILY_CAP = "volunteer.daily_cap_hours", _("Most service time recorded in a day")
    YEARLY_HOURS = "volunteer.yearly_hours", _("Service expected of a registered volunteer in a year")
    MINIMUM_AGE = "volunteer.minimum_age", _("Youngest age to register as a volunteer")
    ADULT_AGE = "volunteer.adult_age", _("Age of full legal capacity")
    FEEDBACK_DAYS = "feedback.answer_within_days", _("A remark about the platform is answered within")
    QUIET_FROM = "notice.quiet_from", _("Quiet hours begin at")
    QUIET_UNTIL = "notice.quiet_until", _("Quiet hours end at")
    REMINDERS = "notice.reminders_per_item", _("Most reminders about one matter")
    DIGESTS = "notice.digests_per_day", _("Most digests in a day")
    IDLE_MINUTES = "session.idle_minutes", _("Sessions that see others' private data end without use after")
    SECOND_FACTOR = "session.second_factor_required", _("Who sees others' private data needs a second factor")
    SWITCH_DAYS = "switch.longest_days", _("A switch stays on at most")
    FEW_UNDER = "insight.few_under", _("Numbers are not shown below")
    ACTIVE_MONTHS = "insight.active_months_share", _("Continuity: share of months with joint work at least")
    CONFIRMED_SHARE = (
        "insight.confirmed_share",
        _("Outcome: share of results confirmed by residents at least"),
    )
    REACHED_SHARE = "insight.reached_share", _("Effect: share of due targets reached at least")
    SUPPLY_LED = "insight.supply_led_share", _("Demand: share of activities without a need at most")
    LATE_SHARE = "insight.late_share", _("Promptness: share of late steps at most")
    SATISFACTION = "insight.satisfaction", _("Satisfaction: mean rating at least")
    PARTICIPATION = "insight.participation_rate", _("Breadth: share of members who take part at least")
    ORGANISERS = "insight.organisers", _("Breadth: people who organise at least")
    INDEX_WEIGHTS = (
        "insight.index_weights",
        _("Formality index: weights of breadth, diversity, continuity, effect, candour"),
    )
    INDEX_PARTS = "insight.index_parts", _("Formality index: parts with enough records at least")
    KINDS_WANTED = "insight.kinds_wanted", _("Formality index: kinds of activities for full diversity")
    TERM_STARTS = "term.starts", _("Terms begin on")
    REQUESTS = "exchange.requests_per_minute", _("Requests of a partner system in a minute at most")
    TOKEN_DAYS = "exchange.token_days", _("Access of a partner system is valid for")
    SETTLED_YEARS = "calendar.settled_years", _("Years whose holidays were entered in full")
    START_COUNTS = "calendar.start_day_counts", _("The first day counts in deadlines of Party rules")
    LECTURES = "branch.lectures_per_term", _("Party lectures in a term at least")
    STUDENT_BRANCH = "branch.student_most_members", _("Most members of a student branch")
    QUORUM_SHARE = "election.quorum_share", _("Share of voters present at an election at least")
    QUORUM_INCLUSIVE = "election.quorum_inclusive", _("Exactly this share of voters is enough")
    MEMBER_HOURS = "education.member_hours", _("Class hours of a member in a year at least")
    SECRETARY_HOURS = "education.secretary_hours", _("Class hours of a secretary in a year at least")
    CLASS_HOUR = "education.class_hour_minutes", _("Length of a class hour")
    PRO_RATA = "education.pro_rata", _("Class hours are counted by months for those who joined in the year")
    LETTER_DAYS = "transfer.letter_valid_days", _("A letter of introduction is valid for")
    NOTICE_DAYS = "recruitment.public_notice_working_days", _("Public notice of a candidate lasts at least")
    WAIT_MONTHS = "recruitment.wait_months", _("From application to recommendation at least")
    THOUGHT_REPORT = "recruitment.thought_report_months", _("A thought report is written every")
    REVIEW_MONTHS = "recruitment.political_review_months", _("A political review is valid for")
    PRELIMINARY = "recruitment.preliminary_review_months", _("A preliminary review is done within")
    TRANSITION = (
        "recruitment.transition_weeks_before",
        _("Application for full membership before the end of probation"),
    )
    FILE_DAYS = "recruitment.file_within_days", _("Papers are filed after approval within")
    SEVEN_PER_TERM = "seven_ones.per_term", _("“Seven ones”: themes in a term at least")
    SEVEN_ITEMS = "seven_ones.items", _("“Seven ones”: the themes")
    WEIGHTS = "evaluation.weights", _("Weights of a branch evaluation")
    GRADE_LINES = "evaluation.grade_lines", _("Lines between the grades")
    OBJECTION_DAYS = "evaluation.objection_working_days", _("Objections to a result are possible for")
    DELIBERATION_NOTICE = "deliberation.notice_days", _("A deliberation is announced beforehand by")
    APPEAL_REPLY = "appeals.reply_working_days", _("An appeal is answered within")
    RATE_WEIGHTS = "appeals.rate_weights", _("Weights of response, resolution and satisfaction")


class Unit(models.TextChoices):
    """What a figure counts."""

    SECONDS = "seconds", _("seconds")
    MINUTES = "minutes", _("minutes")
    HOURS = "hours", _("hours")
    DAYS = "days", _("days")
    WORKING_DAYS = "working_days", _("working days")
    WEEKS = "weeks", _("weeks")
    MONTHS = "months", _("months")
    YEARS = "years", _("years")
    AGE = "age", _("years old")
    TIMES = "times", _("times")
    PEOPLE = "people", _("people or cases")
    CHARACTERS = "characters", _("characters")
    CLASS_HOURS = "class_hours", _("class hours")
    POINTS = "points", _("points")
    STARS = "stars", _("stars of five")
    SHARE = "share", _("share of the whole")
    PERCENT = "percent", _("per cent")
    TIME_OF_DAY = "time_of_day", _("o'clock")
    DAY_OF_YEAR = "day_of_year", _("month and day")


BETWEEN, WHOLE = " / ", 100


def in_words(value: Any, unit: str) -> str:
    """A figure in words and digits, without its unit; a share is shown in per cent."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, dict):
        return BETWEEN.join(f"{name} {in_words(part, unit)}" for name, part in value.items())
    if isinstance(value, list):
        return BETWEEN.join(in_words(part, unit) for part in value) or "–"
    if unit == Unit.SHARE and isinstance(value, (int, float)):
        return f"{value * WHOLE:.10g}%"
    return f"{value:g}" if isinstance(value, float) else str(value)


class RuleQuerySet(PublicQuerySet):
    def on(self, day: dt.date) -> Any:
        """The versions whose time includes a day."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)


class RuleValue(models.Model):
    """A figure from a document: deadline, threshold, tariff. The newest row valid on a day applies."""

    class Certainty(models.TextChoices):
        PRIMARY = "P", _("read in the official text")
        SECONDARY = "S", _("read in secondary sources")
        LOCAL = "L", _("local practice")
        UNCHECKED = "K", _("not checked yet")

    key = models.CharField(max_length=60)
    value = models.JSONField()
    unit = models.CharField(max_length=30, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    certainty = models.CharField(max_length=1, choices=Certainty.choices)

    objects = RuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "valid_from"], name="policy_rule_version"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="policy_rule_life",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"

    @property
    def shown(self) -> str:
        return in_words(self.value, self.unit)

    @property
    def unit_label(self) -> str:
        """What it counts; nothing for a share, whose per cent sign says it, or for a time of day."""
        plain = self.unit not in {Unit.SHARE, Unit.TIME_OF_DAY}
        return str(Unit(self.unit).label) if plain and self.unit in Unit.values else ""

    def holds_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class WorkDayQuerySet(PublicQuerySet):
    def of_year(self, year: int) -> Any:
        return self.filter(day__gte=dt.date(year, 1, 1), day__lte=dt.date(year, 12, 31))


class WorkDay(models.Model):
    """A day that differs from the usual week: a holiday, or a make-up working day."""

    day = models.DateField(unique=True)
    is_work = models.BooleanField()
    name = models.CharField(max_length=60)
    source = models.CharField(max_length=200)

    objects = WorkDayQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
