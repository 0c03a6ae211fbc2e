"""What waits for somebody who holds a post: rows with one verb each, read from the contexts' own queries."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.activities import queries as activities
from gongjian.activities.models import Activity
from gongjian.core.clock import now, today
from gongjian.core.components.dates import month_day
from gongjian.partnerships import queries as partnerships
from gongjian.partnerships.models import Need
from gongjian.policy.queries import value
from gongjian.reviews import queries as reviews
from gongjian.reviews.models import Ask, Confirmation

from .piles import LATE_DAYS, MOST, Source, Todo, Todos, is_late, pile, waited
from .todo_agreements import amendments, drafts, ending, quiet, signs

# ---------------------------------------------------------------- signatures and decisions


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
            is_late(row.proposed_at, limit - LATE_DAYS),
        )

    return pile(reviews.decisions_to_sign(user), each)


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

    return pile(reviews.cycles_to_check(user), each)


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

    return pile(activities.to_confirm(user), each, together)


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

    return pile(activities.to_countersign(user), each, together)


def objections(user: Any) -> list[Todo]:
    """People who say that their record is not right, and wait for our answer."""

    def each(row: Any) -> Todo:
        title = _("%(name)s says that a record is not right") % {"name": row.sign_up.name}
        href = reverse("activities:record", args=[row.sign_up_id])
        note = f"{row.sign_up.shift.activity.title} · {waited(row.opened_at)}"
        return Todo(title, note, href, _("Answer"), "message-report", is_late(row.opened_at))

    def together(n: int) -> tuple[str, str]:
        words = ngettext("%(n)d objection to a record", "%(n)d objections to records", n)
        return words % {"n": n}, reverse("activities:disputes")

    return pile(activities.disputes_waiting(user), each, together)


# ---------------------------------------------------------------- needs


def asked(user: Any) -> list[Todo]:
    """Needs that a neighbourhood asks us to take up."""

    def each(row: Any) -> Todo:
        words = {"community": row.need.community.label, "need": row.need.title}
        href = reverse("partnerships:need", args=[row.need_id])
        title = _("%(community)s asks: “%(need)s”") % words
        return Todo(title, waited(row.offered_at), href, _("Answer"), "help", is_late(row.offered_at))

    return pile(partnerships.asked_of(user), each)


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
    return pile(rows, each)


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
    return pile(_with_verdict(partnerships.taken_by(user)), _unhappy)


def unhappy_residents(user: Any) -> list[Todo]:
    """The same, for the neighbourhood."""
    return pile(_with_verdict(partnerships.handled(user)), _unhappy)


def checks(user: Any) -> list[Todo]:
    """Needs that the neighbourhood has to read first."""

    def each(row: Any) -> Todo:
        note = " · ".join([row.place.name if row.place else row.community.label, waited(row.proposed_at)])
        title = _("Check “%(need)s”") % {"need": row.title}
        href = reverse("partnerships:need", args=[row.pk])
        return Todo(title, note, href, _("Check"), "bulb", is_late(row.proposed_at, 3))

    def together(n: int) -> tuple[str, str]:
        words = ngettext("%(n)d need waits for your check", "%(n)d needs wait for your check", n)
        return words % {"n": n}, reverse("partnerships:queue")

    return pile(partnerships.to_check(user), each, together)


def offers(user: Any) -> list[Todo]:
    """Offers of help that the neighbourhood accepts or refuses."""

    def each(row: Any) -> Todo:
        words = {"organization": row.organization.label, "need": row.need.title}
        title = _("%(organization)s offers help with “%(need)s”") % words
        href = reverse("partnerships:need", args=[row.need_id])
        return Todo(
            title, waited(row.offered_at), href, _("Decide"), "heart-handshake", is_late(row.offered_at)
        )

    def together(n: int) -> tuple[str, str]:
        words = ngettext("%(n)d offer of help to decide", "%(n)d offers of help to decide", n)
        return words % {"n": n}, reverse("partnerships:queue")

    return pile(partnerships.offers_to_decide(user), each, together)


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

    return pile(rows, each, together)


BRANCH: Sequence[Source] = (
    unhappy_helped, signs, amendments, decisions, asked, minutes, countersigns, objections, cycles, taken, ending,
    quiet, drafts,
)  # fmt: skip
COMMUNITY: Sequence[Source] = (
    unhappy_residents, checks, offers, signs, amendments, decisions, countersigns, minutes, residents_to_ask, cycles,
    ending, quiet, drafts,
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
