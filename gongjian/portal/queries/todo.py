"""What waits for somebody who holds a post: rows with one verb each, read from the contexts' own queries."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Window
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.activities import queries as activities
from gongjian.activities.models import Activity
from gongjian.core.clock import now, today
from gongjian.core.components.dates import month_day
from gongjian.partnerships import queries as partnerships
from gongjian.partnerships.models import Need, Partnership
from gongjian.policy.queries import value
from gongjian.reviews import queries as reviews
from gongjian.reviews.models import Ask, Confirmation

MOST = 7  # things on a desk: as many as a day holds
APART = 2  # so many of a kind stand apart; more of them are one thing to do
LATE_DAYS = 7


@dataclass(frozen=True)
class Todo:
    """One thing to do: what, why now, where, and the verb of the button; `number` when it stands for several."""

    title: str
    note: str
    href: str
    verb: str
    icon: str
    late: bool = False
    number: int = 1

    @property
    def tone(self) -> str:
        """How its card looks."""
        return "bad" if self.late else ""


@dataclass(frozen=True)
class Todos:
    """The first things to do, and how many there are in all."""

    rows: list[Todo]
    number: int

    @property
    def cards(self) -> list[Todo]:
        return self.rows[:3]

    @property
    def others(self) -> list[Todo]:
        return self.rows[3:]

    @property
    def hidden(self) -> int:
        return self.number - sum(row.number for row in self.rows)


Each = Callable[[Any], Todo]
Together = Callable[[int], tuple[str, str]]
Source = Callable[[Any], list[Todo]]


def waited(since: dt.datetime) -> str:
    """For how long something waits, in days."""
    days = (now() - since).days
    words = ngettext("waits for %(n)d day", "waits for %(n)d days", days)
    return words % {"n": days} if days else _("since today")


def _is_late(since: dt.datetime, days: int = LATE_DAYS) -> bool:
    return (now() - since).days >= days


def _pile(rows: QuerySet[Any], each: Each, together: Together | None = None) -> list[Todo]:
    """One row for each of a few, one row for many (`together` says its words and where they are listed): one query."""
    found = list(rows.annotate(in_all=Window(Count("pk")))[: APART + 1])
    number = found[0].in_all if found else 0
    todos = [each(row) for row in found]
    if number <= APART:
        return todos
    if together is None:
        return [*todos[:-1], replace(todos[-1], number=number - APART)]
    title, href = together(number)
    notes = [_("The first: %(what)s") % {"what": todos[0].title}, todos[0].note]
    return [replace(todos[0], title=title, href=href, note=" · ".join(filter(None, notes)), number=number)]


# ---------------------------------------------------------------- signatures and decisions


def signs(user: Any) -> list[Todo]:
    """Agreements that wait for a signature."""

    def each(row: Any) -> Todo:
        parties = "、".join(party.organization.label for party in row.parties.all())
        href = reverse("partnerships:partnership", args=[row.pk])
        title = _("Sign the agreement “%(title)s”") % {"title": row.title}
        return Todo(title, parties, href, _("Read and sign"), "writing-sign", _is_late(row.created_at, 30))

    def together(n: int) -> tuple[str, str]:
        words = ngettext("%(n)d agreement to sign", "%(n)d agreements to sign", n)
        return words % {"n": n}, reverse("partnerships:own")

    return _pile(partnerships.to_sign(user), each, together)


def decisions(user: Any) -> list[Todo]:
    """Joint decisions that wait for a signature; a side that stays silent is named when the time is over."""
    limit = int(value("cycle.silent_after_days"))

    def each(row: Any) -> Todo:
        words = {"project": row.cycle.project.title, "outcome": row.get_outcome_display()}
        last = month_day(row.proposed_at + dt.timedelta(days=limit))
        return Todo(
            _("Decide on “%(project)s”: %(outcome)s") % words,
            _("%(waited)s; closes without us after %(day)s")
            % {"waited": waited(row.proposed_at), "day": last},
            reverse("reviews:cycle", args=[row.cycle_id]),
            _("Read and sign"),
            "scale",
            _is_late(row.proposed_at, limit - LATE_DAYS),
        )

    return _pile(reviews.decisions_to_sign(user), each)


def cycles(user: Any) -> list[Todo]:
    """Cycles at their end whose targets are to be measured."""

    def each(row: Any) -> Todo:
        return Todo(
            _("Measure what “%(project)s” has reached") % {"project": row.project.title},
            _("The cycle ended on %(day)s") % {"day": month_day(row.ends_on)},
            reverse("reviews:cycle", args=[row.pk]),
            _("See the cycle"),
            "ruler-measure",
            row.ends_on < today() - dt.timedelta(days=LATE_DAYS),
        )

    return _pile(reviews.cycles_to_check(user), each)


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

    return _pile(rows.order_by("ends_on", "pk"), each)


def drafts(user: Any) -> list[Todo]:
    """Agreements that we began to write, or that came back for changes."""

    def each(row: Any) -> Todo:
        title = _("Finish the draft of “%(title)s”") % {"title": row.title}
        href = reverse("partnerships:partnership", args=[row.pk])
        parties = "、".join(party.organization.label for party in row.parties.all())
        return Todo(title, parties, href, _("Go on writing"), "pencil")

    return _pile(partnerships.own_partnerships(user).filter(state=Partnership.State.DRAFT), each)


# ---------------------------------------------------------------- minutes


def _arranged_list() -> str:
    return f"{reverse('activities:mine')}?show=arranged"


def minutes(user: Any) -> list[Todo]:
    """Activities whose minutes our side confirms first."""

    def each(row: Any) -> Todo:
        title = _("Confirm the minutes of “%(activity)s”") % {"activity": row.title}
        return Todo(title, row.where, reverse("activities:desk", args=[row.pk]), _("Confirm"), "clock-check")

    def together(n: int) -> tuple[str, str]:
        words = ngettext("Minutes of %(n)d activity to confirm", "Minutes of %(n)d activities to confirm", n)
        return words % {"n": n}, _arranged_list()

    return _pile(activities.to_confirm(user), each, together)


def countersigns(user: Any) -> list[Todo]:
    """Activities whose minutes wait for the other side, which is ours."""

    def each(row: Any) -> Todo:
        title = _("Countersign the minutes of “%(activity)s”") % {"activity": row.title}
        desk = reverse("activities:desk", args=[row.pk])
        return Todo(title, row.organizer.label, desk, _("Countersign"), "checks")

    def together(n: int) -> tuple[str, str]:
        words = ngettext(
            "Minutes of %(n)d activity to countersign", "Minutes of %(n)d activities to countersign", n
        )
        return words % {"n": n}, _arranged_list()

    return _pile(activities.to_countersign(user), each, together)


def objections(user: Any) -> list[Todo]:
    """People who say that their record is not right, and wait for our answer."""

    def each(row: Any) -> Todo:
        title = _("%(name)s says that a record is not right") % {"name": row.sign_up.name}
        href = reverse("activities:record", args=[row.sign_up_id])
        note = f"{row.sign_up.shift.activity.title} · {waited(row.opened_at)}"
        return Todo(title, note, href, _("Answer"), "message-report", _is_late(row.opened_at))

    def together(n: int) -> tuple[str, str]:
        words = ngettext("%(n)d objection to a record", "%(n)d objections to records", n)
        return words % {"n": n}, reverse("activities:disputes")

    return _pile(activities.disputes_waiting(user), each, together)


# ---------------------------------------------------------------- needs


def asked(user: Any) -> list[Todo]:
    """Needs that a neighbourhood asks us to take up."""

    def each(row: Any) -> Todo:
        words = {"community": row.need.community.label, "need": row.need.title}
        href = reverse("partnerships:need", args=[row.need_id])
        title = _("%(community)s asks: “%(need)s”") % words
        return Todo(title, waited(row.offered_at), href, _("Answer"), "help", _is_late(row.offered_at))

    return _pile(partnerships.asked_of(user), each)


def taken(user: Any) -> list[Todo]:
    """Needs that we took up and that no project works on yet."""

    def each(row: Any) -> Todo:
        words = {"community": row.community.label, "day": month_day(row.until)}
        return Todo(
            _("Begin with “%(need)s”") % {"need": row.title},
            _("%(community)s, until %(day)s") % words,
            reverse("partnerships:need", args=[row.pk]),
            _("Begin"),
            "player-play",
            row.until < today(),
        )

    rows = partnerships.taken_by(user).filter(state=Need.State.CLAIMED, projects=None)
    return _pile(rows, each)


def _with_verdict(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Needs in work of which the resident said last that they are not, or only partly, done."""
    newest = Confirmation.objects.filter(need=OuterRef("pk")).order_by("-at", "-pk")
    rows = rows.filter(state__in=[Need.State.CLAIMED, Need.State.IN_PROGRESS])
    rows = rows.annotate(
        verdict=Subquery(newest.values("verdict")[:1]), said_at=Subquery(newest.values("at")[:1])
    )
    return rows.filter(verdict__in=[Confirmation.Verdict.PARTLY, Confirmation.Verdict.NOT_DONE])


def _unhappy(row: Any) -> Todo:
    partly = row.verdict == Confirmation.Verdict.PARTLY
    words = _("“%(need)s” is only partly done, says the resident")
    if not partly:
        words = _("“%(need)s” is not done, says the resident")
    href = reverse("partnerships:need", args=[row.pk])
    return Todo(
        words % {"need": row.title}, month_day(row.said_at), href, _("See what is missing"), "mood-sad", True
    )


def unhappy_helped(user: Any) -> list[Todo]:
    """What we did and the resident is not content with."""
    return _pile(_with_verdict(partnerships.taken_by(user)), _unhappy)


def unhappy_residents(user: Any) -> list[Todo]:
    """The same, for the neighbourhood."""
    return _pile(_with_verdict(partnerships.handled(user)), _unhappy)


def checks(user: Any) -> list[Todo]:
    """Needs that the neighbourhood has to read first."""

    def each(row: Any) -> Todo:
        note = " · ".join([row.place.name if row.place else row.community.label, waited(row.proposed_at)])
        title = _("Check “%(need)s”") % {"need": row.title}
        href = reverse("partnerships:need", args=[row.pk])
        return Todo(title, note, href, _("Check"), "bulb", _is_late(row.proposed_at, 3))

    def together(n: int) -> tuple[str, str]:
        words = ngettext("%(n)d need waits for your check", "%(n)d needs wait for your check", n)
        return words % {"n": n}, reverse("partnerships:queue")

    return _pile(partnerships.to_check(user), each, together)


def offers(user: Any) -> list[Todo]:
    """Offers of help that the neighbourhood accepts or refuses."""

    def each(row: Any) -> Todo:
        words = {"organization": row.organization.label, "need": row.need.title}
        title = _("%(organization)s offers help with “%(need)s”") % words
        href = reverse("partnerships:need", args=[row.need_id])
        return Todo(
            title, waited(row.offered_at), href, _("Decide"), "heart-handshake", _is_late(row.offered_at)
        )

    def together(n: int) -> tuple[str, str]:
        words = ngettext("%(n)d offer of help to decide", "%(n)d offers of help to decide", n)
        return words % {"n": n}, reverse("partnerships:queue")

    return _pile(partnerships.offers_to_decide(user), each, together)


def residents_to_ask(user: Any) -> list[Todo]:
    """Residents whose matter seems done (an activity of its project is settled) and whom nobody has asked yet."""
    settled = Activity.objects.filter(state=Activity.State.SETTLED, project__needs=OuterRef("pk"))
    rows: Any = reviews.to_ask(user)
    rows = rows.filter(Exists(settled), answered_at__isnull=True)

    def each(row: Any) -> Todo:
        place = row.place.name if row.place else row.community.label
        title = _("Ask the resident: is “%(need)s” done?") % {"need": row.title}
        return Todo(title, place, reverse("reviews:ask", args=[row.pk]), _("Ask"), "message-question")

    def together(n: int) -> tuple[str, str]:
        words = ngettext(
            "%(n)d resident to ask whether it worked", "%(n)d residents to ask whether it worked", n
        )
        return words % {"n": n}, reverse("reviews:index")

    return _pile(rows, each, together)


BRANCH: Sequence[Source] = (
    unhappy_helped, signs, decisions, asked, minutes, countersigns, objections, cycles, taken, ending, drafts,
)  # fmt: skip
COMMUNITY: Sequence[Source] = (
    unhappy_residents, checks, offers, signs, decisions, countersigns, minutes, residents_to_ask, cycles, ending,
    drafts,
)  # fmt: skip


def todos(user: Any, sources: Sequence[Source], most: int = MOST) -> Todos:
    """The first things of every kind, late ones first; one query a source, and what its rows need."""
    found = [todo for source in sources for todo in source(user)]
    number = sum(todo.number for todo in found)
    found.sort(key=lambda todo: not todo.late)
    return Todos(found[:most], number)


def own_todos(user: Any) -> list[Todo]:
    """Of one's own needs: those of which the neighbourhood asks whether they are done. One query."""
    open_asks = Ask.objects.open().filter(need=OuterRef("pk"), expires_at__gt=now())
    work = [Need.State.CLAIMED, Need.State.IN_PROGRESS]
    rows = partnerships.proposed_by(user).filter(Exists(open_asks), state__in=work)
    return [
        Todo(
            _("Was “%(need)s” done?") % {"need": row.title},
            row.community.label,
            reverse("reviews:answer", args=[row.pk]),
            _("Tell us"),
            "message-question",
        )
        for row in rows
    ]
