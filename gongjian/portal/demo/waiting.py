"""The last days before today: what lies on the desks of the personas and of everybody else."""

from typing import Any

from gongjian.partnerships.actions import ask_claim
from gongjian.partnerships.models import Need

from . import asking
from .themes import Theme, Wanted
from .themes_more import THEMES, WISHES
from .world import World

RESIDENTS = (
    ("resident-a", "梧桐苑社区党委", "计算机学院本科生第三党支部", 3, 15),
    ("resident-b", "和平里社区党委", "医学院研究生第一党支部", 10, 21),
)
NEW = 3  # days from which a need still waits for the neighbourhood's check


def schedule(world: World) -> None:
    """New needs and wishes in every neighbourhood; some are checked, some have an offer, some wait."""
    communities = [name for name in world.organizations if name.endswith("社区党委")]
    for place, community in enumerate(communities):
        for number in range(6):
            ago = (1, 2, 3, 6, 9, 13)[number]
            fields = _fields(world, community, place * 6 + number)
            moment = world.day(ago, 8 + (number * 3 + place) % 12, 17 * (place + number) % 60)
            world.plan(moment, _new, community, fields, ago, number)
    residents(world)


def residents(world: World) -> None:
    """The residents among the personas: one wish that came true, one of which they are asked whether it did."""
    for key, community, branch, done, asked in RESIDENTS:
        world.plan(world.day(74, 10, 12), _wish, key, community, branch, WISHES[done], "done")
        world.plan(world.day(27, 15, 35), _wish, key, community, branch, WISHES[asked], "")


def _wish(world: World, key: str, community: str, branch: str, wish: Any, verdict: str) -> None:
    title, words, category, people = wish
    fields = {
        "kind": Need.Kind.WISH,
        "title": title,
        "words": words,
        "category": category,
        "people_wanted": people,
    }
    need = asking.propose(world, community, fields, by=world.personas[key])
    world.after(1, asking.check, need, _promised, branch, verdict)


def _promised(world: World, need: Need, branch: str, verdict: str) -> None:
    world.after(2, asking.offer, need, branch, _taken, verdict)


def _taken(world: World, need: Need, verdict: str) -> None:
    world.after(3, asking.begin, need)
    world.after(
        9 if verdict else 16, asking.ask if verdict else asking.ask_only, need, *filter(None, [verdict])
    )


def _fields(world: World, community: str, number: int) -> dict[str, Any]:
    """Every third is a small wish."""
    places = [p for (owner, _name), p in world.places.items() if owner == community and p.kind == "compound"]
    place = places[number % len(places)]
    if number % 3 == 2:
        title, words, category, people = WISHES[(number * 5 + 11) % len(WISHES)]
        wish = {"kind": Need.Kind.WISH, "title": title, "words": words, "category": category}
        return {**wish, "people_wanted": people, "place": place}
    theme: Theme = THEMES[(number * 3 + 1) % len(THEMES)]
    wanted: Wanted = theme.needs[-1 - number % len(theme.needs)]
    return asking.fields_of(world, theme, wanted, place)


def _new(world: World, community: str, fields: dict[str, Any], ago: int, number: int) -> None:
    residents = {"梧桐苑社区党委": "resident-a", "和平里社区党委": "resident-b"}
    by = world.personas.get(residents.get(community, "")) if number == 3 else None
    written_by = world.worker(community) if by is None and number == 5 else None
    need = asking.propose(world, community, fields, by=by, written_by=written_by)
    if ago >= NEW:
        world.after(1, asking.check, need, _checked, number)


def _checked(world: World, need: Need, number: int) -> None:
    """One is offered help, one is asked of a branch, the others are open."""
    branches = [name for name in sorted(world.organizations) if name.endswith("党支部")]
    if number == 4:
        world.after(2, _offer, need, world.rng.choice(branches))
    elif number == 5:
        world.after(3, _ask_branch, need)


def _offer(world: World, need: Need, branch: str) -> None:
    asking.offer_only(world, need, branch)


def _ask_branch(world: World, need: Need) -> None:
    """The neighbourhood asks a branch that it knows."""
    known = {
        "梧桐苑社区党委": "计算机学院本科生第三党支部",
        "和平里社区党委": "医学院研究生第一党支部",
    }
    branch = known.get(need.community.name, "后勤维修中心党支部")
    where = world.organizations[branch]
    if asking.read(need).state == Need.State.OPEN:
        world.do(ask_claim, by=world.worker(need.community.name), need=need, organization=where)
