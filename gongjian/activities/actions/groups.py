"""A group signs up in one press: all of its people have a place, or none."""

from collections import Counter
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.accounts.models import User
from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.errors import Refused
from gongjian.notices.ledger import notify

from ..models import Shift, SignUp, Tell, Verb
from ..queries import colleagues_of, side_of
from .minors import _refuse_minor
from .seats import _hold, _own_row, _refuse_closed, _tell_place, _write
from .waiting import _when

State = SignUp.State


@transaction.atomic
def sign_up_group(*, by: Actor, shift: Shift, people: Iterable[User], team: str = "") -> list[SignUp]:
    """Seats for people of one's own organisation, all or none; who has a seat already keeps it and is not counted.

    `team` is the name of a team whose members the caller knows these people to be: then no organisation is asked for.

    Each of them is told by whom, and may give the place back: nobody is obliged (志愿服务条例 §25).
    """
    require(by, "activities.sign_up", shift)
    group = {person.pk: person for person in people}
    _refuse_group(by, shift, group)
    if not team:
        _refuse_strangers(by, group)
    _refuse_closed(shift)
    _hold(group)
    rows = {pk: _row_of(person, shift) for pk, person in group.items()}
    new = [person for pk, person in group.items() if not _sits(rows[pk])]
    _take_all(shift, Counter(side_of(person) for person in new))
    seats = []
    for person in new:
        seat = rows[person.pk] or SignUp(shift=shift, person=person)
        seat.state, seat.turn, seat.signed_up_by_id = State.CONFIRMED, 0, by.pk
        _write(seat, person)
        seats.append(seat)
        record(by, Verb.GROUP_SIGNED_UP, seat, shift=shift.pk)
    _tell_group(by, shift, seats, team or str(by))
    return seats


def _sits(row: SignUp | None) -> bool:
    return row is not None and row.state != State.CANCELLED


def _refuse_group(by: Actor, shift: Shift, group: dict[int, User]) -> None:
    """Whether this activity takes groups, and whether these people are one."""
    activity = shift.activity
    if not activity.group_size or activity.by_selection:
        raise Refused(_("This activity takes no groups. Everybody signs up for themselves."))
    if activity.age_limit:
        raise Refused(_("Here everybody confirms their own age. Please let each person sign up."))
    if not group:
        raise ValidationError({"people": _("Please choose at least one person.")})
    if len(group) > activity.group_size:
        raise ValidationError(
            {"people": _("A group has %s people at most. Please choose fewer.") % activity.group_size}
        )
    for person in group.values():
        require(person, "activities.sign_up", shift)
        _refuse_minor(person, shift, alone=False)


def _refuse_strangers(by: Actor, group: dict[int, User]) -> None:
    known = set(colleagues_of(by).filter(pk__in=group).values_list("pk", flat=True))
    if group.keys() - known:
        raise ValidationError({"people": _("Please choose people of your own organisation only.")})


def _row_of(person: User, shift: Shift) -> SignUp | None:
    try:
        return _own_row(person, shift)
    except Refused:
        raise Refused(
            _("%s takes part in something else at that time. Please choose somebody else.") % person
        ) from None


def _take_all(shift: Shift, sides: Counter[str]) -> None:
    """All places by one conditional statement, or none."""
    if not sides.total():
        return
    grown = {name: F(name) + n for name, n in shift.counted(sides).items()}
    if not Shift.objects.filter(pk=shift.pk, is_open=True).filter(shift.room_for(sides)).update(**grown):
        shift.refresh_from_db(fields=["is_open", "taken", "capacity"])
        _refuse_closed(shift)
        raise Refused(
            _(
                "There are not enough places for the whole group; nobody was signed up. Please choose fewer people."
            )
        )


def _tell_group(by: Actor, shift: Shift, seats: list[SignUp], name: str) -> None:
    link = reverse("activities:detail", args=[shift.activity_id])
    others = [seat.person for seat in seats if seat.person_id != by.pk]
    facts = {"activity": shift.activity.title, "when": _when(shift)}
    notify(others, Tell.GROUP, shift, link=link, name=name, **facts)
    for seat in seats:
        if seat.person_id == by.pk:
            _tell_place(by, seat, shift, 0)
