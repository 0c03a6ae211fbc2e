"""Asking residents and reading what they said."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.db.models import Avg, CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongjian.activities.models import Activity
from gongjian.core.access import Guest, standing
from gongjian.core.clock import now
from gongjian.core.crypto import keyed_hash
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Need

from ..models import Ask, Confirmation, Tell

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O, no 1 I L, no U
CODE_LENGTH = 8
IN_WORK = [Need.State.CLAIMED, Need.State.IN_PROGRESS]


def code_digest(code: str) -> str:
    """What is stored of a code."""
    return keyed_hash(code, "ask")


def readable_code(code: str) -> str:
    """Two groups of four, the way a code is printed and read out."""
    return f"{code[:4]} {code[4:]}".strip()


def _usable(ask: Ask) -> Ask:
    """The ask while it may be answered; says kindly why it may not."""
    if ask.used_at is not None:
        raise Refused(_("You have already told us about this one. Thank you."))
    if ask.replaced_at is not None:
        raise Refused(
            _("There is a newer code for this. Please use the newer one, or call the neighbourhood.")
        )
    if ask.expires_at <= now():
        day = date_format(localtime(ask.expires_at), "MONTH_DAY_FORMAT")
        message = _("This code was valid until %(day)s. Please call the neighbourhood for a new one.")
        raise Refused(message % {"day": day})
    if ask.need.state not in [*IN_WORK, Need.State.MET]:
        raise Refused(_("Nobody is working on this any more, so there is nothing to confirm."))
    return ask


def ask_by_code(code: str) -> Ask:
    """The ask that a code opens. An unknown code is a `ValidationError`; one past its use is `Refused`."""
    rows = Ask.objects.select_related("need__community")
    ask = rows.filter(digest=code_digest(code)).first()
    if ask is None:
        raise ValidationError(
            {"code": _("We don't know this code. Please compare it with your slip or message.")}
        )
    return _usable(ask)


def ask_by_token(token: str, once: str = "") -> tuple[Guest, Ask]:
    """The ask that a signed link carries, and the capability to answer it; 404 when the link was altered.

    Refused when it can't be answered any more, save for the very form (`once`) that answered it.
    """
    try:
        guest = Guest.from_token(token)
    except BadSignature:
        raise Http404 from None
    kind, _colon, key = guest.subject.partition(":")
    if guest.act != "reviews.confirm_need" or kind != Ask._meta.label_lower or not key.isdigit():
        raise Http404
    ask = get_object_or_404(Ask.objects.select_related("need__community"), pk=int(key))
    answered = bool(once) and once.isprintable() and Confirmation.objects.filter(ask=ask, once=once).exists()
    return guest, ask if answered else _usable(ask)


def need_for(user: Any, pk: int) -> Need:
    """A need that the person sees, or 404."""
    rows = Need.objects.visible_to(user).select_related("community", "place", "proposed_by")
    need: Need = get_object_or_404(rows, pk=pk)
    return need


def ask_for(user: Any, pk: int) -> Ask:
    """An ask of a community that the person serves, or 404."""
    rows = Ask.objects.visible_to(user).select_related("need__community")
    return get_object_or_404(rows, pk=pk)


def open_ask(need: Need) -> Ask | None:
    """The ask that may be answered now."""
    return Ask.objects.open().filter(need=need, expires_at__gt=now()).first()


WHICH = ["to_ask", "asked", "answered"]


def _followed(user: Any) -> QuerySet[Need]:
    """Needs in work or done of the communities that the person serves, with their ask and the newest answer."""
    served = standing(user).condition(Power.SERVE, "community")
    mine = Confirmation.objects.filter(need=OuterRef("pk")).order_by("-at")
    asks = Ask.objects.open().filter(need=OuterRef("pk"), expires_at__gt=now())
    rows: QuerySet[Need] = Need.objects.visible_to(user).filter(served, state__in=[*IN_WORK, Need.State.MET])
    return rows.annotate(
        verdict=Subquery(mine.values("verdict")[:1]),
        stars=Subquery(mine.values("stars")[:1]),
        answered_at=Subquery(mine.values("at")[:1]),
        asked_at=Subquery(asks.values("asked_at")[:1]),
        ask_sent=Subquery(asks.values("sent")[:1]),
    )


def _in_list(which: str) -> Q:
    return {
        "to_ask": Q(state__in=IN_WORK, asked_at__isnull=True),
        "asked": Q(asked_at__isnull=False),
        "answered": Q(answered_at__isnull=False, asked_at__isnull=True),
    }[which]


def follow_ups(user: Any, which: str) -> QuerySet[Need]:
    """One of three lists: whom to ask, who was asked, who answered."""
    order = "-answered_at" if which == "answered" else "asked_at" if which == "asked" else "until"
    rows = _followed(user).filter(_in_list(which)).select_related("community", "place")
    return rows.prefetch_related("claims__organization", "projects__led_by").order_by(order, "pk")


def follow_up_counts(user: Any) -> dict[str, int]:
    """How many stand in each of the three lists: one query."""
    counts: dict[str, int] = _followed(user).aggregate(
        **{key: Count("pk", filter=_in_list(key)) for key in WHICH}
    )
    return counts


def to_ask(user: Any) -> QuerySet[Need]:
    """Whom the person should ask: needs in work without an open code."""
    return follow_ups(user, "to_ask")


def unasked() -> QuerySet[Need]:
    """Needs whose work seems done (an activity of their project is settled) and whose resident nobody asked yet."""
    settled = Activity.objects.filter(state=Activity.State.SETTLED, project__needs=OuterRef("pk"))
    told = Notice.objects.filter(
        kind=Tell.TO_ASK, about_type=Need._meta.label_lower, about_id=OuterRef("key")
    )
    rows: QuerySet[Need] = Need.objects.filter(state__in=IN_WORK)
    return rows.annotate(key=Cast("pk", CharField(max_length=40))).filter(
        Exists(settled), ~Exists(Ask.objects.filter(need=OuterRef("pk"))), ~Exists(told)
    )


@dataclass(frozen=True)
class Answers:
    """What residents said, counted. Nobody is named; an average is shown only with enough raters."""

    done: int
    partly: int
    not_done: int
    stars: float | None
    on_behalf: int

    @property
    def total(self) -> int:
        return self.done + self.partly + self.not_done


def answers(rows: QuerySet[Confirmation]) -> Answers:
    """Count a set of confirmations: one query."""
    verdict = Confirmation.Verdict
    found = rows.aggregate(
        done=Count("pk", filter=Q(verdict=verdict.DONE)),
        partly=Count("pk", filter=Q(verdict=verdict.PARTLY)),
        not_done=Count("pk", filter=Q(verdict=verdict.NOT_DONE)),
        stars=Avg("stars"),
        on_behalf=Count("pk", filter=Q(entered_by__isnull=False)),
    )
    return Answers(**found)


def words_of(rows: QuerySet[Confirmation], limit: int = 2) -> list[Confirmation]:
    """The newest words of residents, for those who may read them."""
    return list(rows.exclude(words="").select_related("need").order_by("-at", "-pk")[:limit])
