"""What a certificate of volunteer service record says: a snapshot of confirmed rows, and nothing private.

志愿服务记录与证明出具办法（试行）: who organises records, who records certifies; hours actually served, no travel.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from gongjian.core.clock import today
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Post
from gongjian.organizations.queries import holders
from gongjian.policy.queries import value

from .models import Shift, SignUp
from .queries.hours import service_rows


@dataclass(frozen=True)
class Span:
    """Which records a certificate covers: days, and in an organiser's own papers only its own (谁记录谁证明)."""

    since: dt.date
    until: dt.date
    organizer: Organization | None = None
    shift: Shift | None = None

    def rows(self, person: Any) -> QuerySet[SignUp]:
        """The person's records that both sides have confirmed."""
        rows = service_rows(person, self.since, self.until).filter(countersigned_at__isnull=False)
        if self.shift is not None:
            rows = rows.filter(shift=self.shift)
        return rows.filter(shift__activity__organizer=self.organizer) if self.organizer else rows

    def edition(self, minutes: int) -> str:
        """What makes two papers of a person the same: the days, the minutes, and whose they are."""
        whose = f"/o{self.organizer.pk}" if self.organizer else ""
        whose += f"/s{self.shift.pk}" if self.shift else ""
        return f"{self.since}/{self.until}/{minutes}{whose}"


def issuers(person: Any, span: Span) -> list[Organization]:
    """The organisers whose records the certificate rests on."""
    rows = span.rows(person)
    return list(Organization.objects.filter(pk__in=rows.values("shift__activity__organizer")))


def facts(person: Any, span: Span) -> dict[str, Any]:
    """The snapshot: name, days, minutes, one row per kind of work and place, issuer."""
    rows = span.rows(person).annotate(both=Q(shift__activity__partner__isnull=False))
    names = ("shift__activity__title", "shift__activity__where", "both")
    groups = rows.order_by(*names).values_list(*names).annotate(times=Count("pk"), minutes=Sum("minutes"))
    table = [
        {
            "activity": title,
            "place": where,
            "times": times,
            "minutes": minutes,
            "witness": "both" if both else "organizer",
        }
        for title, where, both, times, minutes in groups
    ]
    found = issuers(person, span)
    known: dict[str, Any] = {
        "name": person.display_name,
        "since": span.since.isoformat(),
        "until": span.until.isoformat(),
        "minutes": sum(row["minutes"] for row in table),
        "times": sum(row["times"] for row in table),
        "rows": table,
        "issuer": "、".join(organization.name for organization in found),
        "public_from": today().isoformat(),
        "public_until": (
            today() + dt.timedelta(days=int(value("volunteer.certificate_public_days")))
        ).isoformat(),
    }
    return known | (_head(found[0]) if len(found) == 1 else {})


def _head(organization: Organization) -> dict[str, str]:
    """Who answers for the certificate, where one organisation issues it."""
    secretary = holders(organization, Post.SECRETARY).first()
    head = {"head": secretary.display_name} if secretary else {}
    return head | ({"phone": organization.phone} if organization.phone else {})
