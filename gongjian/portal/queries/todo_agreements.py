"""What waits with the agreements of those who hold a post."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.clock import today
from gongjian.core.components.dates import month_day
from gongjian.partnerships import queries as partnerships
from gongjian.partnerships.models import Partnership
from gongjian.policy.queries import value

from .piles import Todo, is_late, pile


def signs(user: Any) -> list[Todo]:
    """Agreements that wait for a signature."""

    def each(row: Any) -> Todo:
        parties = "、".join(party.organization.label for party in row.parties.all())
        href = reverse("partnerships:partnership", args=[row.pk])
        title = _("Sign the agreement “%(title)s”") % {"title": row.title}
        return Todo(title, parties, href, _("Read and sign"), "writing-sign", is_late(row.created_at, 30))

    def together(n: int) -> tuple[str, str]:
        words = ngettext("%(n)d agreement to sign", "%(n)d agreements to sign", n)
        return words % {"n": n}, reverse("partnerships:own")

    return pile(partnerships.to_sign(user), each, together)


def amendments(user: Any) -> list[Todo]:
    """Changes of agreements that wait for a signature."""

    def each(row: Any) -> Todo:
        title = _("Sign the change of “%(title)s”") % {"title": row.partnership.title}
        href = reverse("partnerships:amendment", args=[row.pk])
        late = is_late(row.proposed_at, 30)
        return Todo(title, row.reason, href, _("Read and sign"), "file-diff", late)

    return pile(partnerships.amendments_to_sign(user), each)


def quiet(user: Any) -> list[Todo]:
    """Agreements in which nothing has happened for long: for both sides, and for those above them."""

    def each(row: Any) -> Todo:
        parties = "、".join(party.organization.label for party in row.parties.all())
        days = (today() - row.quiet_since).days
        words = {"title": row.title, "days": days}
        return Todo(
            _("“%(title)s” has been quiet for %(days)s days") % words,
            parties,
            reverse("partnerships:partnership", args=[row.pk]),
            _("Agree on a next step"),
            "zzz",
        )

    def together(n: int) -> tuple[str, str]:
        words = ngettext("%(n)d agreement has gone quiet", "%(n)d agreements have gone quiet", n)
        return words % {"n": n}, f"{reverse('partnerships:index')}?quiet=on"

    return pile(partnerships.quiet_partnerships(user), each, together)


def ending(user: Any) -> list[Todo]:
    """Agreements in force that end within the days of the first warning."""
    days = max(int(day) for day in value("partnership.warn_before_days"))
    rows = partnerships.own_partnerships(user).filter(state=Partnership.State.ACTIVE)
    rows = rows.filter(ends_on__gte=today(), ends_on__lte=today() + dt.timedelta(days=days))

    def each(row: Any) -> Todo:
        return Todo(
            _("“%(title)s” ends on %(day)s") % {"title": row.title, "day": month_day(row.ends_on)},
            _("Renew it, or bring it to a good end"),
            reverse("partnerships:partnership", args=[row.pk]),
            _("See the agreement"),
            "calendar-due",
        )

    return pile(rows.order_by("ends_on", "pk"), each)


def drafts(user: Any) -> list[Todo]:
    """Agreements that we began to write, or that came back for changes."""

    def each(row: Any) -> Todo:
        title = _("Finish the draft of “%(title)s”") % {"title": row.title}
        href = reverse("partnerships:partnership", args=[row.pk])
        parties = "、".join(party.organization.label for party in row.parties.all())
        return Todo(title, parties, href, _("Go on writing"), "pencil")

    return pile(partnerships.own_partnerships(user).filter(state=Partnership.State.DRAFT), each)
