"""Residents ask, the neighbourhood checks, somebody offers, the resident answers."""

from typing import Any

from gongjian.accounts.models import User
from gongjian.core.access import Guest
from gongjian.core.errors import Refused
from gongjian.organizations.models import Place
from gongjian.partnerships.actions import (
    accept_claim,
    decline_need,
    offer_claim,
    propose_need,
    publish_need,
    refuse_claim,
    show_contact,
    start_need,
    withdraw_need,
)
from gongjian.partnerships.models import Claim, Need
from gongjian.reviews.actions import answer_for_resident, ask_resident, confirm_need
from gongjian.reviews.queries import ask_by_code
from gongjian.threads.actions import post

from .answers import BAD, DECLINED, GOOD, OFFERS, PARTLY, THREAD
from .themes import Theme, Wanted
from .themes_more import THEMES, WISHES
from .world import World


def propose(
    world: World,
    community: str,
    fields: dict[str, Any],
    *,
    by: User | None = None,
    written_by: User | None = None,
) -> Need:
    """A resident asks: without an account, with one, or on the phone with a worker who writes it down."""
    where = world.organizations[community]
    actor: Any = by or written_by or Guest.holding("partnerships.propose_need", where)
    contact: dict[str, str] = {}
    if by is None and world.chance(70):
        contact = {
            "contact_name": world.rng.choice("王李张刘陈赵")
            + world.rng.choice(("阿姨", "师傅", "老师", "奶奶")),
            "contact": world.phone(),
        }
    need, _code = world.do(
        propose_need, by=actor, community=where, taken_down_by=written_by, **contact, **fields
    )
    return need


def fields_of(world: World, theme: Theme, wanted: Wanted, place: Place) -> dict[str, Any]:
    """What is said of a need of a theme in a 小区."""
    return {
        "kind": Need.Kind.NEED,
        "title": wanted.title,
        "words": wanted.words.format(compound=place.name),
        "category": theme.category,
        "place": place,
        "people_wanted": wanted.people,
        "beneficiaries": wanted.helps,
        "skills": list(theme.skills),
        "urgency": world.rng.choice(("normal", "normal", "soon", "urgent")),
    }


def read(need: Need) -> Need:
    """The row as it is now."""
    return Need.objects.select_related("community").get(pk=need.pk)


def check(world: World, need: Need, then: Any, *about: Any) -> None:
    """The neighbourhood publishes the need; `then` happens next."""
    if read(need).state != Need.State.PROPOSED:
        return
    worker = world.worker(need.community.name)
    if need.contact and world.chance(25):
        world.do(show_contact, by=worker, need=need, reason="打电话核实情况和时间")
    need = world.do(publish_need, by=worker, need=need)
    then(world, need, *about)


def decline(world: World, need: Need) -> None:
    if read(need).state == Need.State.PROPOSED:
        worker = world.worker(need.community.name)
        world.do(decline_need, by=worker, need=need, reason=world.rng.choice(DECLINED))


def withdraw(world: World, need: Need) -> None:
    if read(need).state in {Need.State.PROPOSED, Need.State.OPEN}:
        world.do(withdraw_need, by=world.worker(need.community.name), need=need)


def offer(world: World, need: Need, branch: str, then: Any = None, *about: Any) -> None:
    """A branch offers; a day or two later the neighbourhood decides."""
    if read(need).state != Need.State.OPEN:
        return
    claim = offer_only(world, need, branch)
    leader, where = world.holder(branch), world.organizations[branch]
    if world.chance(30):
        worker = world.worker(need.community.name)
        question, answer = world.rng.choice(THREAD)
        for person, side, words in ((worker, need.community, question), (leader, where, answer)):
            token = f"demo-{need.pk}-{side.pk}"
            world.do(post, by=person, subject=need, organization=side, words=words, token=token)
    world.after(world.rng.randint(1, 3), accept, claim, then, *about)


def offer_only(world: World, need: Need, branch: str) -> Claim:
    """An offer that waits for its answer."""
    leader, where = world.holder(branch), world.organizations[branch]
    return world.do(offer_claim, by=leader, need=need, organization=where, words=world.rng.choice(OFFERS))


def accept(world: World, claim: Claim, then: Any = None, *about: Any) -> None:
    need = read(claim.need)
    if need.state != Need.State.OPEN:
        return
    worker = world.worker(need.community.name)
    if then is None and world.chance(8):
        world.do(refuse_claim, by=worker, claim=claim, reason="已有物业在修，先不麻烦大家")
        return
    world.do(accept_claim, by=worker, claim=claim)
    if then is not None:
        then(world, need, *about)


def ask(world: World, need: Need, verdict: str = "") -> None:
    """The neighbourhood asks the resident; the answer comes after some days, sometimes never."""
    if read(need).state not in {Need.State.CLAIMED, Need.State.IN_PROGRESS}:
        return
    code = world.do(ask_resident, by=world.worker(need.community.name), need=need)
    if verdict or world.chance(86):
        world.after(world.rng.randint(1, 7), answer, need, code, verdict)


def ask_only(world: World, need: Need) -> None:
    """Asked, and not answered yet."""
    if read(need).state in {Need.State.CLAIMED, Need.State.IN_PROGRESS}:
        world.do(ask_resident, by=world.worker(need.community.name), need=need)


def answer(world: World, need: Need, code: str, verdict: str = "") -> None:
    try:
        found = ask_by_code(code)
    except Refused:  # too late, replaced, or nobody works on it any more
        return
    verdict = verdict or world.rng.choices(("done", "partly", "not_done"), (76, 15, 9))[0]
    stars = {"done": (5, 5, 4, 5, 4), "partly": (3, 4, 3), "not_done": (1, 2, 2)}[verdict]
    words = world.rng.choice({"done": GOOD, "partly": PARTLY, "not_done": BAD}[verdict])
    said = {"verdict": verdict, "stars": world.rng.choice(stars), "words": words if world.chance(65) else ""}
    if world.chance(15):
        worker = world.worker(need.community.name)
        world.do(answer_for_resident, by=worker, need=need, **said)
    else:
        guest = Guest.holding("reviews.confirm_need", found, capability=f"ask:{found.pk}")
        world.do(confirm_need, by=guest, ask=found, **said)
    if verdict != "done" and world.chance(80):  # the helpers come again, and the resident is asked again
        world.after(world.rng.randint(16, 30), ask, need, "done")


# -------------------------------------------------------------------- needs and wishes of nobody's project


def begin_alone(world: World, need: Need) -> None:
    """A wish is simply done: begin, and ask when it should be finished."""
    world.after(world.rng.randint(1, 6), _start, need)


def _start(world: World, need: Need) -> None:
    if begin(world, need):
        world.after(world.rng.randint(2, 9), ask, need)


def begin(world: World, need: Need) -> bool:
    """The work begins, when it is still as it was."""
    if read(need).state != Need.State.CLAIMED:
        return False
    world.do(start_need, by=world.worker(need.community.name), need=need)
    return True


def _fate(world: World, need: Need, branches: list[str]) -> None:
    """What becomes of a published need that belongs to no project."""
    if world.chance(74):
        branch = world.rng.choice(branches)
        world.after(world.rng.randint(2, 14), offer, need, branch, begin_alone)
    elif world.chance(15):
        world.after(world.rng.randint(4, 20), withdraw, need)


def _appear(world: World, community: str, fields: dict[str, Any], branches: list[str]) -> None:
    """A need comes in: by the web, or by telephone."""
    written_by = world.worker(community) if world.chance(35) else None
    need = propose(world, community, fields, written_by=written_by)
    if world.chance(9):
        world.after(world.rng.randint(1, 4), decline, need)
    else:
        world.after(world.rng.randint(1, 3), check, need, _fate, branches)


def schedule_wishes(world: World) -> None:
    """Small wishes over the whole time."""
    communities = [name for name in world.organizations if name.endswith("社区党委")]
    branches = [name for name, o in world.organizations.items() if o.kind == "branch"]
    for number in range(world.scale.wishes):
        title, words, category, people = WISHES[number % len(WISHES)]
        community = communities[number % len(communities)]
        place = _compound(world, community)
        fields = {
            "kind": Need.Kind.WISH, "title": title, "words": words, "category": category,
            "people_wanted": people, "place": place,
        }  # fmt: skip
        ago = world.scale.days - 6 - number * (world.scale.days - 4) / world.scale.wishes
        world.plan(world.day(ago, 8 + number % 11, 7 * number % 60), _appear, community, fields, branches)


def schedule_needs(world: World) -> None:
    """Needs that no partnership had planned for."""
    communities = [name for name in world.organizations if name.endswith("社区党委")]
    branches = [name for name, o in world.organizations.items() if o.kind == "branch"]
    for number in range(world.scale.needs):
        theme = THEMES[number * 5 % len(THEMES)]
        wanted = theme.needs[number // len(THEMES) % len(theme.needs)]
        community = communities[(number * 7 + 1) % len(communities)]
        fields = fields_of(world, theme, wanted, _compound(world, community))
        ago = world.scale.days - 10 - number * (world.scale.days - 10) / world.scale.needs
        world.plan(world.day(ago, 9 + number % 9, 11 * number % 60), _appear, community, fields, branches)


def _compound(world: World, community: str) -> Place:
    found = [
        p for (owner, _n), p in world.places.items() if owner == community and p.kind == Place.Kind.COMPOUND
    ]
    return world.rng.choice(found)
