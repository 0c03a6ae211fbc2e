"""What happened to a need and what comes next, in plain words."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gongjian.core.clock import now
from gongjian.partnerships.models import Claim, Need
from gongjian.policy.queries import value

S = Need.State


@dataclass(frozen=True)
class Moment:
    """One step: `stage` is done, now or todo."""

    title: str
    stage: str
    icon: str
    text: str = ""
    at: dt.datetime | None = None


def _waiting(need: Need) -> str:
    """How long help has been looked for, and what happens when nobody comes forward."""
    days = (now() - need.waiting_since).days + 1
    limit = int(value("need.escalate_after_days"))
    words = {"day": days, "limit": limit}
    return _("Day %(day)s. After %(limit)s days without help the level above is told.") % words


def _check(need: Need) -> Moment:
    community = {"community": need.community.label}
    if need.state == S.PROPOSED:
        return Moment(
            _("The neighbourhood reads it"),
            "now",
            "user-search",
            _("%(community)s looks at it first.") % community,
        )
    if need.state == S.DECLINED:
        return Moment(_("Could not be taken"), "now", "x", need.decline_reason, need.closed_at)
    return Moment(_("The neighbourhood has read it"), "done", "check", "", need.published_at)


def _search(need: Need, taken: Claim | None) -> Moment:
    if need.state == S.OPEN:
        return Moment(_("Looking for helpers"), "now", "hourglass", _waiting(need))
    if taken is None:
        return Moment(_("Somebody takes it up"), "todo", "hand-stop")
    words = _("%(organization)s comes to help.") % {"organization": taken.organization.label}
    if need.state == S.CLAIMED:
        words = _("%(organization)s will call first and agree a time; nobody comes unannounced.") % {
            "organization": taken.organization.label
        }
        return Moment(_("Taken up"), "now", "hand-stop", words, taken.decided_at)
    return Moment(_("Taken up"), "done", "hand-stop", words, taken.decided_at)


def _work(need: Need) -> Moment:
    if need.state == S.IN_PROGRESS:
        return Moment(_("Work is under way"), "now", "tools", "", need.started_at)
    if need.state == S.MET:
        return Moment(_("Work is done"), "done", "tools", "", need.started_at)
    return Moment(_("Work begins"), "todo", "tools")


def _verdict(need: Need) -> Moment:
    if need.state == S.MET:
        return Moment(_("Confirmed as done"), "done", "mood-smile", "", need.met_at)
    return Moment(_("The resident says whether it worked"), "todo", "mood-smile")


def story_of(need: Need) -> list[Moment]:
    """The steps so far and the steps to come; an honest ending ends the list."""
    received = Moment(_("Received"), "done", "check", "", need.proposed_at)
    if need.state == S.DECLINED:
        return [received, _check(need)]
    if need.state in {S.WITHDRAWN, S.LAPSED}:
        words = {
            S.WITHDRAWN: (_("Withdrawn"), "x", _("Nobody needs to come any more.")),
            S.LAPSED: (_("Lapsed"), "calendar-x", _("Nobody took it up in time. You may ask again.")),
        }[S(need.state)]
        read = [_check(need)] if need.published_at else []
        return [received, *read, Moment(words[0], "now", words[1], words[2], need.closed_at)]
    return [received, _check(need), _search(need, need.taken_by), _work(need), _verdict(need)]
