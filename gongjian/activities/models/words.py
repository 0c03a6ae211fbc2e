"""What people do and what they are told, in words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongjian.audit.registry import verbs
from gongjian.notices.registry import tells


@verbs
class Verb(models.TextChoices):
    DRAFTED = "activities.drafted", _("drafted an activity")
    HANDED_OVER = "activities.handed_over", _("asked the partner to look at a draft")
    EDITED = "activities.edited", _("edited an activity")
    PUBLISHED = "activities.published", _("opened an activity for sign-up")
    CANCELLED = "activities.cancelled", _("cancelled an activity")
    STARTED = "activities.started", _("started an activity")
    FINISHED = "activities.finished", _("finished an activity")
    SETTLED = "activities.settled", _("settled an activity")
    SIGNED_UP = "activities.signed_up", _("signed up")
    WAITED = "activities.waited", _("joined the waiting list")
    MOVED_UP = "activities.moved_up", _("moved up from the waiting list")
    NOT_REACHED = "activities.not_reached", _("closed the waiting list of a shift")
    PLACES_RELEASED = "activities.places_released", _("opened the places kept for a side to all")
    APPLIED = "activities.applied", _("applied for a place")
    SELECTED = "activities.selected", _("selected somebody who applied")
    NOT_SELECTED = "activities.not_selected", _("told the others that they were not selected")
    DAY_PREPARED = "activities.day_prepared", _("prepared a big volunteer day")
    DAY_ANNOUNCED = "activities.day_announced", _("announced a big volunteer day")
    STALL_ADDED = "activities.stall_added", _("brought a stall to a big volunteer day")
    TEAM_OFFERED = "activities.team_offered", _("registered a team from outside")
    TEAM_ANSWERED = "activities.team_answered", _("answered a team from outside")
    PLAN_STARTED = "activities.plan_started", _("started a plan that repeats an activity")
    PLAN_STOPPED = "activities.plan_stopped", _("stopped a plan")
    PLAN_DRAFTED = "activities.plan_drafted", _("drafted the next activity of a plan")
    PLAN_SKIPPED = "activities.plan_skipped", _("left a day of a plan out")
    FEED_OPENED = "activities.feed_opened", _("opened a calendar address")
    FEED_CLOSED = "activities.feed_closed", _("closed a calendar address")
    GROUP_SIGNED_UP = "activities.group_signed_up", _("signed a group up")
    SIGN_UP_CANCELLED = "activities.sign_up_cancelled", _("cancelled a sign-up")
    REMINDED = "activities.reminded", _("reminded everybody with a place")
    CHECKED_IN = "activities.checked_in", _("checked in")
    CHECKED_OUT = "activities.checked_out", _("checked out")
    SCANNED = "activities.scanned", _("scanned a person's code")
    FROM_PAPER = "activities.from_paper", _("entered a sign-in sheet")
    LATE_ACCEPTED = "activities.late_accepted", _("accepted a late proof")
    TICKED = "activities.ticked", _("ticked somebody on the list")
    MARKED_ABSENT = "activities.marked_absent", _("marked somebody absent")
    MINUTES_CONFIRMED = "activities.minutes_confirmed", _("confirmed minutes for the organiser")
    MINUTES_COUNTERSIGNED = "activities.minutes_countersigned", _("confirmed minutes for the other side")
    MINUTES_RETURNED = "activities.minutes_returned", _("sent minutes back to the organiser")
    STILL_COMING = "activities.still_coming", _("said they are still coming")
    COVER_CALLED = "activities.cover_called", _("called for cover")
    DISPUTED = "activities.disputed", _("disputed a record")
    DISPUTE_RAISED = "activities.dispute_raised", _("took a dispute to the organisation above")
    DISPUTE_DECLINED = "activities.dispute_declined", _("declined a dispute")
    CORRECTED = "activities.corrected", _("corrected a record")
    RATED = "activities.rated", _("rated an activity")
    BATCH_ISSUED = "activities.batch_issued", _("issued certificates for several people")
    EXPORTED = "activities.exported", _("exported service records")
    CONSENT_RECORDED = "activities.consent_recorded", _("recorded a guardian's consent")
    CONSENT_WITHDRAWN = "activities.consent_withdrawn", _("recorded that a guardian withdrew the consent")
    GUARDIAN_SHOWN = "activities.guardian_shown", _("looked at a guardian's contact")
    CERTIFICATE_ISSUED = "activities.certificate_issued", _("asked for a certificate of service")


@tells
class Tell(models.TextChoices):
    PUBLISHED = "activities.published", _("“%(activity)s” is open for sign-up.")
    SIGNED_UP = "activities.signed_up", _("You have a place: “%(activity)s”, %(when)s.")
    WAITING = "activities.waiting", _("You are number %(place)s on the waiting list of “%(activity)s”.")
    MOVED_UP = "activities.moved_up", _("A place became free: you now take part in “%(activity)s”, %(when)s.")
    NOT_REACHED = (
        "activities.not_reached",
        _("“%(activity)s” is over and no place became free for you. Thank you for waiting."),
    )
    APPLIED = "activities.applied", _("Your application for “%(activity)s”, %(when)s, is noted.")
    SELECTED = "activities.selected", _("You were selected: “%(activity)s”, %(when)s.")
    NOT_SELECTED = (
        "activities.not_selected",
        _("“%(activity)s”: others were selected this time. Thank you for applying."),
    )
    TEAM = "activities.team", _("A team from outside wants to come to “%(activity)s”. Please answer it.")
    HANDED_OVER = (
        "activities.handed_over",
        _("%(name)s asks you to look at the draft “%(activity)s” and to change what you like."),
    )
    PLANNED = "activities.planned", _("“%(activity)s”, %(day)s, is drafted. Please look at it and open it.")
    GROUP = (
        "activities.group",
        _("%(name)s signed you up: “%(activity)s”, %(when)s. You can give the place back."),
    )
    CO_ORGANIZES = (
        "activities.co_organizes",
        _("“%(activity)s” is open; your organisation is named as co-organiser."),
    )
    CHANGED = (
        "activities.changed",
        _("“%(activity)s” has changed. Please look at the time and the place again."),
    )
    CANCELLED = "activities.cancelled", _("“%(activity)s” is cancelled: %(reason)s")
    REMINDER = (
        "activities.reminder",
        _("Tomorrow: “%(activity)s”, %(when)s. Still coming? Say yes, or give the place back."),
    )
    COVER = (
        "activities.cover",
        _("“%(activity)s”, %(when)s, is %(missing)s people short. Can you help?"),
    )
    DISPUTED = "activities.disputed", _("“%(activity)s”: %(name)s says that the record is not right.")
    DISPUTE_RAISED = (
        "activities.dispute_raised",
        _("“%(activity)s”: %(name)s asks you to look at a record that the organiser did not change."),
    )
    DISPUTE_ANSWERED = "activities.dispute_answered", _("“%(activity)s”: your objection was answered.")
    CORRECTED = (
        "activities.corrected",
        _(
            "“%(activity)s”: your record was corrected from %(old)s to %(new)s minutes. Both sides sign it again."
        ),
    )
    LATE_PROOF = (
        "activities.late_proof",
        _("“%(activity)s”: proofs came late through a network gap. Please say whether they count."),
    )
    TO_CONFIRM = "activities.to_confirm", _("“%(activity)s” is over. Please confirm the minutes.")
    TO_COUNTERSIGN = (
        "activities.to_countersign",
        _("“%(activity)s”: the minutes wait for your side's confirmation."),
    )
    RETURNED = "activities.returned", _("“%(activity)s”: the minutes of %(name)s came back: %(reason)s")
    MINUTES = "activities.minutes", _("%(minutes)s minutes of “%(activity)s” are confirmed by both sides.")
    ABSENT = (
        "activities.absent",
        _("You were marked absent from “%(activity)s”. Tell the organiser if this is wrong."),
    )
