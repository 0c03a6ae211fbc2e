"""Desks of those who keep the installation: operators and auditors."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.accounts.models import Verb as AccountVerb
from gongjian.audit.models import Entry
from gongjian.audit.queries import chain_end, unsealed_count
from gongjian.core.clock import today
from gongjian.exchange.queries import clients
from gongjian.feedback.queries import remarks
from gongjian.notices.queries import failed_deliveries
from gongjian.partnerships.models import Verb as NeedVerb
from gongjian.policy.models import Switch

from .health import LATE, sweep_age
from .roles import Desk, acting

SHOWN, ENTRIES = 5, 8


def sweep_words() -> tuple[str, bool]:
    """When the background runner was seen last, and whether that is in time."""
    age = sweep_age()
    if age is None:
        return _("not seen"), False
    minutes = age // 60
    if not minutes:
        return _("just now"), True
    return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}, age <= LATE


def operator_desk(user: Any, desk: Desk) -> dict[str, Any]:
    """Remarks to answer, messages that failed, what is switched on, who is connected."""
    me = acting(user, desk)
    waiting = remarks(me, "open")
    number = waiting.count()
    words = ngettext("%(n)d remark waits for an answer", "%(n)d remarks wait for an answer", number)
    in_force = Switch.objects.visible_to(me).on(today())
    connected = clients(me)
    swept, in_time = sweep_words()
    return {
        "headline": words % {"n": number} if number else _("Every remark has been answered"),
        "remarks": list(waiting[:SHOWN]),
        "remarks_number": number,
        "today": today(),
        "swept": swept,
        "in_time": in_time,
        "failed": failed_deliveries(),
        "unsealed": unsealed_count(),
        "switches": list(in_force.select_related("organization").order_by("until", "pk")[:SHOWN]),
        "switches_number": in_force.count(),
        "clients": list(connected[:SHOWN]),
        "clients_number": connected.count(),
    }


def auditor_desk(user: Any, desk: Desk) -> dict[str, Any]:
    """Whether the log is whole so far, who looked at private data, what was done last."""
    me = acting(user, desk)
    looked = [AccountVerb.VIEWED_PRIVATE, NeedVerb.NEED_CONTACT_SHOWN]
    rows = Entry.objects.visible_to(me).select_related("by").order_by("-pk")
    end, waiting = chain_end(), unsealed_count()
    words = ngettext("%(n)s entry is sealed", "%(n)s entries are sealed", end.seq) % {"n": end.seq}
    return {
        "headline": words,
        "unsealed": waiting,
        "looked": list(rows.filter(verb__in=looked)[:ENTRIES]),
        "latest": list(rows[:ENTRIES]),
    }
