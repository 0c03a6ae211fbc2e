"""What the audit log and the notices of this context say."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongjian.audit.registry import verbs
from gongjian.notices.registry import tells


@verbs
class Verb(models.TextChoices):
    NEED_PROPOSED = "partnerships.need_proposed", _("proposed a need")
    NEED_PUBLISHED = "partnerships.need_published", _("published a need")
    NEED_DECLINED = "partnerships.need_declined", _("declined a need")
    NEED_EDITED = "partnerships.need_edited", _("edited a need")
    NEED_WITHDRAWN = "partnerships.need_withdrawn", _("withdrew a need")
    NEED_LAPSED = "partnerships.need_lapsed", _("let a need lapse")
    NEED_LAPSING = "partnerships.need_lapsing", _("warned that a need lapses soon")
    NEED_RENEWED = "partnerships.need_renewed", _("renewed a need")
    NEED_STARTED = "partnerships.need_started", _("started on a need")
    NEED_MET = "partnerships.need_met", _("confirmed that a need was met")
    NEED_CONTACT_SHOWN = "partnerships.need_contact_shown", _("looked at a resident's contact")
    CLAIM_ASKED = "partnerships.claim_asked", _("asked an organisation to take up a need")
    NEED_REOPENED = "partnerships.need_reopened", _("opened a need again")
    NEED_REMINDED = "partnerships.need_reminded", _("reminded of a need without answer")
    CLAIM_OFFERED = "partnerships.claim_offered", _("offered to take up a need")
    CLAIM_ACCEPTED = "partnerships.claim_accepted", _("accepted an offer")
    CLAIM_REFUSED = "partnerships.claim_refused", _("refused an offer")
    CLAIM_WITHDRAWN = "partnerships.claim_withdrawn", _("withdrew an offer")
    RESOURCE_SAVED = "partnerships.resource_saved", _("saved a resource")
    RESOURCE_OFFERED = "partnerships.resource_offered", _("offered a resource")
    RESOURCE_RESERVED = "partnerships.resource_reserved", _("reserved a resource")
    RESOURCE_FREED = "partnerships.resource_freed", _("ended the reservation of a resource")
    AMENITY_SAVED = "partnerships.amenity_saved", _("saved a line of the convenience list")
    AMENITY_REMOVED = "partnerships.amenity_removed", _("took a line off the convenience list")
    GAP_OPENED = "partnerships.gap_opened", _("opened a need for a gap")
    CASE_DRAFTED = "partnerships.case_drafted", _("drafted a case card")
    CASE_EDITED = "partnerships.case_edited", _("edited a case card")
    CASE_PUBLISHED = "partnerships.case_published", _("published a case card")
    CASE_WITHDRAWN = "partnerships.case_withdrawn", _("withdrew a case card")
    CASE_ADOPTED = "partnerships.case_adopted", _("took over a case")
    HOURS_SET = "partnerships.hours_set", _("set opening hours")
    BOOKING_ASKED = "partnerships.booking_asked", _("asked for a booking")
    BOOKING_ACCEPTED = "partnerships.booking_accepted", _("accepted a booking")
    BOOKING_REFUSED = "partnerships.booking_refused", _("refused a booking")
    BOOKING_CANCELLED = "partnerships.booking_cancelled", _("cancelled a booking")
    LIST_EXPORTED = "partnerships.list_exported", _("exported a list")
    LIST_IMPORTED = "partnerships.list_imported", _("imported a list")
    RESOURCE_PAUSED = "partnerships.resource_paused", _("paused a resource")
    RESOURCE_WITHDRAWN = "partnerships.resource_withdrawn", _("withdrew a resource")
    PARTNERSHIP_DRAFTED = "partnerships.partnership_drafted", _("drafted a partnership")
    PARTNERSHIP_EDITED = "partnerships.partnership_edited", _("edited a partnership")
    PARTY_ADDED = "partnerships.party_added", _("added a party to a partnership")
    PARTY_REMOVED = "partnerships.party_removed", _("removed a party from a partnership")
    PARTNERSHIP_RENEWED = "partnerships.partnership_renewed", _("began the renewal of a partnership")
    PARTNERSHIP_PROPOSED = "partnerships.partnership_proposed", _("proposed a partnership")
    PARTNERSHIP_SIGNED = "partnerships.partnership_signed", _("signed a partnership")
    PARTNERSHIP_RETURNED = "partnerships.partnership_returned", _("asked for changes to a partnership")
    PARTNERSHIP_WARNED = "partnerships.partnership_warned", _("warned that a partnership ends soon")
    PARTNERSHIP_ENDED = "partnerships.partnership_ended", _("ended a partnership")
    PARTNERSHIP_QUIET = "partnerships.partnership_quiet", _("noted that a partnership is quiet")
    PARTNERSHIP_STIRRED = "partnerships.partnership_stirred", _("noted that a partnership is active again")
    AMENDMENT_PROPOSED = "partnerships.amendment_proposed", _("proposed an amendment")
    AMENDMENT_SIGNED = "partnerships.amendment_signed", _("signed an amendment")
    AMENDMENT_IN_FORCE = "partnerships.amendment_in_force", _("put an amendment in force")
    AMENDMENT_DECLINED = "partnerships.amendment_declined", _("declined an amendment")
    AMENDMENT_WITHDRAWN = "partnerships.amendment_withdrawn", _("withdrew an amendment")
    PROJECT_PLANNED = "partnerships.project_planned", _("planned a project")
    PROJECT_STARTED = "partnerships.project_started", _("started a project")
    TASK_ADDED = "partnerships.task_added", _("added a task to a project")
    TASK_DONE = "partnerships.task_done", _("ticked a task of a project off")
    SPENDING_NOTED = "partnerships.spending_noted", _("noted what a project cost")
    DELIVERABLE_SET = "partnerships.deliverable_set", _("said what a project hands over")
    DELIVERABLE_HANDED_OVER = "partnerships.deliverable_handed_over", _("handed over what a project made")
    SITE_SHOWN = "partnerships.site_shown", _("wrote the page of a demonstration site")
    TARGET_SET = "partnerships.target_set", _("set a target")
    TARGET_MEASURED = "partnerships.target_measured", _("measured a target")
    CYCLE_MOVED = "partnerships.cycle_moved", _("moved a cycle to its next stage")
    CYCLE_CLOSED = "partnerships.cycle_closed", _("closed a cycle")
    CYCLE_OPENED = "partnerships.cycle_opened", _("opened the next cycle")


@tells
class Tell(models.TextChoices):
    NEED_PROPOSED = "partnerships.need_proposed", _("“%(need)s” was proposed and waits for your check.")
    NEED_PUBLISHED = (
        "partnerships.need_published",
        _("“%(need)s” is published. We tell you when somebody takes it up."),
    )
    NEED_DECLINED = "partnerships.need_declined", _("“%(need)s” could not be taken: %(reason)s")
    NEED_LAPSED = "partnerships.need_lapsed", _("“%(need)s” has lapsed: nobody took it up in time.")
    NEED_LAPSING = (
        "partnerships.need_lapsing",
        _("“%(need)s” lapses after %(day)s. Renew it if help is still wanted."),
    )
    NEED_RENEWED = "partnerships.need_renewed", _("“%(need)s” is looking for helpers again, until %(day)s.")
    RESOURCE_RESERVED = (
        "partnerships.resource_reserved",
        _("%(organization)s has reserved “%(resource)s” for you until %(day)s."),
    )
    CASE_ADOPTED = "partnerships.case_adopted", _("%(organization)s now works by your case “%(case)s”.")
    BOOKING_ASKED = (
        "partnerships.booking_asked",
        _("%(organization)s would like to book “%(resource)s”: %(time)s."),
    )
    BOOKING_ACCEPTED = "partnerships.booking_accepted", _("“%(resource)s” is booked for you: %(time)s.")
    BOOKING_REFUSED = (
        "partnerships.booking_refused",
        _("“%(resource)s” can't be booked for %(time)s: %(reason)s"),
    )
    BOOKING_CANCELLED = (
        "partnerships.booking_cancelled",
        _("The booking of “%(resource)s” for %(time)s is cancelled: %(reason)s"),
    )
    NEED_WITHDRAWN = "partnerships.need_withdrawn", _("“%(need)s” was withdrawn; nobody needs to come.")
    NEED_UNANSWERED = "partnerships.need_unanswered", _("“%(need)s” has had no answer for %(days)s days.")
    NEED_STARTED = "partnerships.need_started", _("%(organization)s has started on “%(need)s”.")
    NEED_REOPENED = "partnerships.need_reopened", _("“%(need)s” is open again. We look for somebody else.")
    CLAIM_ASKED = "partnerships.claim_asked", _("%(community)s asks whether you could take up “%(need)s”.")
    CLAIM_OFFERED = "partnerships.claim_offered", _("%(organization)s offers to take up “%(need)s”.")
    CLAIM_ACCEPTED = "partnerships.claim_accepted", _("%(organization)s may take up “%(need)s”.")
    CLAIM_REFUSED = "partnerships.claim_refused", _("Your offer for “%(need)s” was refused: %(reason)s")
    CLAIM_OVER = "partnerships.claim_over", _("“%(need)s” no longer needs you: %(reason)s")
    CLAIM_WITHDRAWN = (
        "partnerships.claim_withdrawn",
        _("%(organization)s no longer offers to take up “%(need)s”."),
    )
    NEED_TAKEN_UP = "partnerships.need_taken_up", _("%(organization)s has taken up “%(need)s”.")
    NEED_MET = "partnerships.need_met", _("“%(need)s” is confirmed as done.")
    PARTNERSHIP_PROPOSED = (
        "partnerships.partnership_proposed",
        _("“%(partnership)s” waits for your signature."),
    )
    PARTNERSHIP_SIGNED = (
        "partnerships.partnership_signed",
        _("%(organization)s has signed “%(partnership)s”."),
    )
    PARTNERSHIP_ACTIVE = (
        "partnerships.partnership_active",
        _("“%(partnership)s” is signed by all and in force."),
    )
    PARTNERSHIP_RETURNED = (
        "partnerships.partnership_returned",
        _("%(organization)s asks for changes to “%(partnership)s”: %(reason)s"),
    )
    PARTNERSHIP_CHANGED = (
        "partnerships.partnership_changed",
        _("%(organization)s has changed “%(partnership)s”. Please read it and sign again."),
    )
    PARTNERSHIP_RENEWED = (
        "partnerships.partnership_renewed",
        _("%(organization)s has drafted a further term of “%(partnership)s”."),
    )
    PARTNERSHIP_ENDING = (
        "partnerships.partnership_ending",
        _("“%(partnership)s” ends in %(days)s days. Renew it or bring it to a good end."),
    )
    PARTNERSHIP_ENDED = "partnerships.partnership_ended", _("“%(partnership)s” has ended: %(reason)s")
    PARTNERSHIP_QUIET = (
        "partnerships.partnership_quiet",
        _(
            "Nothing has happened in “%(partnership)s” for %(days)s days. Agree on a next step, or end it well."
        ),
    )
    AMENDMENT_PROPOSED = (
        "partnerships.amendment_proposed",
        _("%(organization)s proposes to change “%(partnership)s”. The old text holds until all have signed."),
    )
    AMENDMENT_SIGNED = (
        "partnerships.amendment_signed",
        _("%(organization)s has signed the change of “%(partnership)s”."),
    )
    AMENDMENT_IN_FORCE = (
        "partnerships.amendment_in_force",
        _("“%(partnership)s”: version %(version)s is signed by all and in force."),
    )
    AMENDMENT_DECLINED = (
        "partnerships.amendment_declined",
        _("%(organization)s declined the change of “%(partnership)s”: %(reason)s"),
    )
    AMENDMENT_WITHDRAWN = (
        "partnerships.amendment_withdrawn",
        _("The change of “%(partnership)s” was withdrawn: %(reason)s"),
    )
    PROJECT_PLANNED = "partnerships.project_planned", _("A new project: “%(project)s”.")
    PROJECT_STARTED = "partnerships.project_started", _("“%(project)s” has started.")
    TASK_ADDED = "partnerships.task_added", _("“%(project)s”: “%(task)s” is yours to do by %(day)s.")
    DELIVERABLE_HANDED_OVER = (
        "partnerships.deliverable_handed_over",
        _("“%(project)s” has handed its result over to %(organization)s."),
    )
    TARGET_MEASURED = (
        "partnerships.target_measured",
        _("“%(project)s”: %(indicator)s is now %(value)s %(unit)s."),
    )
    CYCLE_OPENED = "partnerships.cycle_opened", _("Cycle %(number)s of “%(project)s” begins.")
    CYCLE_CLOSED = "partnerships.cycle_closed", _("Cycle %(number)s of “%(project)s” is closed: %(outcome)s.")
