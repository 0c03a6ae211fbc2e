"""Records that people take away: ledgers and reports, a record sheet, one disputed row of points."""

from decimal import Decimal

from gongjian.activities.models import Activity
from gongjian.insights import making, queries
from gongjian.insights.actions import ask_book, make_sheet, want_report
from gongjian.insights.models import Book
from gongjian.points.actions import answer_dispute, dispute
from gongjian.points.models import Entry

from .world import World

READERS = ("secretary-a", "community-a", "college-a", "subdistrict")


def schedule(world: World) -> None:
    """The reports are wanted for two months; the rest happens in the last days."""
    world.plan(world.day(min(50, world.scale.days - 30), 9, 40), subscribe)
    world.plan(world.day(4, 10, 20), say_wrong)
    world.plan(world.day(1, 15, 10), take_away)


def subscribe(world: World) -> None:
    """Four people want the monthly report of their own organisation."""
    for key in READERS:
        about = _own(world, key)
        if about is not None:
            world.do(want_report, by=world.personas[key], about=about)


def _own(world: World, key: str) -> queries.About | None:
    return next(iter(queries.overview(world.personas[key])), None)


def take_away(world: World) -> None:
    """This year's ledgers of a branch and a neighbourhood, and the record sheet of a settled activity."""
    year = queries.years()[f"y{world.date.year}"]
    for key in ("secretary-a", "community-a"):
        about, person = _own(world, key), world.personas[key]
        if about is not None:
            kind = Book.Kind.YEARLY_LEDGER
            making.make(world.do(ask_book, by=person, kind=kind, about=about, period=year), tell=False)
    secretary = world.personas["secretary-a"]
    branch = next(iter(queries.overview(secretary)), None)
    settled = Activity.objects.filter(state=Activity.State.SETTLED, organizer=branch)
    activity = settled.order_by("-pk").first()
    if activity is not None:
        world.do(make_sheet, by=secretary, activity=activity)


def say_wrong(world: World) -> None:
    """A member says of one row that it is wrong: it is put right; another one waits for its answer."""
    member = world.personas["member-a"]
    rows = Entry.objects.filter(person=member, reverses=None, organization__isnull=False, amount__gt=0)
    found = list(rows.select_related("organization").order_by("-day", "-pk")[:2])
    for number, row in enumerate(found):
        words = ("我提前半小时走了，多记了半小时。", "那天我是从头到尾在的，好像少记了。")[number]
        said = world.do(dispute, by=member, entry=row, words=words)
        leader = world.holders.get((row.organization.name if row.organization else "", "secretary"))
        if number == 0 and leader is not None and leader != member:
            less = max(row.quantity - Decimal("0.5"), Decimal("0.5"))
            answer = "已核对签到表，改为实际时间。"
            world.do(answer_dispute, by=leader, dispute=said, answer=answer, quantity=less)
