"""What a certificate of volunteer service record says: a snapshot of confirmed rows, and nothing private.

志愿服务记录与证明出具办法（试行）: who organises records, who records certifies; hours actually served, no travel.
"""

import datetime as dt
from typing import Any

from django.db.models import Count, Q, Sum

from gongjian.core.clock import today
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Post
from gongjian.organizations.queries import holders
from gongjian.policy.queries import value

from .queries.hours import service_rows


def issuers(person: Any, since: dt.date, until: dt.date) -> list[Organization]:
    """The organisers whose records the certificate rests on."""
    rows = service_rows(person, since, until).filter(countersigned_at__isnull=False)
    return list(Organization.objects.filter(pk__in=rows.values("shift__activity__organizer")))


def facts(person: Any, since: dt.date, until: dt.date) -> dict[str, Any]:
    """The snapshot: name, days, minutes, one row per kind of work and place, issuer."""
    rows = service_rows(person, since, until).filter(countersigned_at__isnull=False)
    rows = rows.annotate(both=Q(shift__activity__partner__isnull=False))
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
    found = issuers(person, since, until)
    known: dict[str, Any] = {
        "name": person.display_name,
        "since": since.isoformat(),
        "until": until.isoformat(),
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
