"""How a partnership of the demo world goes: agreement, project, cycles, joint decisions."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from gongjian.accounts.models import User
from gongjian.organizations.models import Organization
from gongjian.partnerships.actions import (
    draft_partnership,
    end_partnership,
    measure_target,
    move_cycle,
    open_next_cycle,
    plan_project,
    propose_partnership,
    sign_partnership,
    start_project,
)
from gongjian.partnerships.models import Cycle, Need, Partnership, Project, Target
from gongjian.reviews.actions import check_cycle, propose_decision, sign_decision
from gongjian.reviews.models import Decision

from . import asking, sessions
from .answers import END_REASONS, NEXT_STEPS, REASONS
from .pairs import PAIRS, Pair
from .themes import Theme
from .themes_more import BY_KEY
from .world import World

CYCLE = 128  # days of a cycle at most; a short story has shorter ones
STILL = 20  # days within which something may wait on a desk
RHYTHMS = ("每两周一次碰头，每学期两次联席", "每月第一个周三下午碰头", "每月一次，月底通报进度")


def cycle_days(world: World) -> int:
    return min(CYCLE, world.scale.days * 2 // 5)


@dataclass
class Bond:
    """A pair with what came of it so far."""

    pair: Pair
    partnership: Partnership | None = None
    project: Project | None = None
    needs: list[Need] = field(default_factory=list)
    cycle: int = 0
    until: dt.date | None = None

    @property
    def theme(self) -> Theme:
        return BY_KEY[self.pair.theme]

    @property
    def community(self) -> str:
        return f"{self.pair.community}社区党委"

    def sides(self, world: World) -> tuple[Organization, Organization]:
        return world.organizations[self.pair.branch], world.organizations[self.community]

    def leaders(self, world: World) -> tuple[User, User]:
        return world.holder(self.pair.branch), world.holder(self.community)


def schedule_pairs(world: World) -> None:
    """Every pair whose two sides exist at this scale; older ones begin when the story begins."""
    begun = 0
    for pair in PAIRS:
        bond = Bond(pair)
        if pair.branch not in world.organizations or bond.community not in world.organizations:
            continue
        ago = min(pair.ago, world.scale.days - 26)
        if pair.state in {"active", "ended"}:
            begun += 1
            if begun > world.scale.pairs:
                continue
            if pair.flaw not in {"asked", "quiet"}:
                _schedule_needs(world, bond, ago)
        world.plan(world.day(ago, 10, 20), draft, bond)


def _schedule_needs(world: World, bond: Bond, ago: int) -> None:
    """The needs that brought the two together."""
    place = world.places[bond.community, bond.pair.compound]
    for number, wanted in enumerate(bond.theme.needs[:3]):
        fields = asking.fields_of(world, bond.theme, wanted, place)
        before = ago + 18 - 4 * number
        world.plan(world.day(before, 9 + 2 * number, 12), _need_appears, bond, fields)


def _need_appears(world: World, bond: Bond, fields: dict[str, Any]) -> None:
    written_by = world.worker(bond.community) if world.chance(40) else None
    need = asking.propose(world, bond.community, fields, written_by=written_by)
    world.after(1, asking.check, need, _offered, bond)


def _offered(world: World, need: Need, bond: Bond) -> None:
    world.after(world.rng.randint(2, 4), asking.offer, need, bond.pair.branch, _taken, bond)


def _taken(world: World, need: Need, bond: Bond) -> None:
    bond.needs.append(need)


# -------------------------------------------------------------------- the agreement


def draft(world: World, bond: Bond) -> None:
    pair, theme = bond.pair, bond.theme
    campus, community = bond.sides(world)
    leaders = dict(zip((campus.pk, community.pk), bond.leaders(world), strict=True))
    first, second = (community, campus) if pair.from_community else (campus, community)
    bond.partnership = world.do(
        draft_partnership,
        by=leaders[first.pk],
        organization=first,
        partner=second,
        title=pair.title,
        purpose=f"{theme.problem}双方一起把这件事做成，做没做成由居民说了算。",
        field=theme.category,
        starts_on=world.date,
        ends_on=world.date + dt.timedelta(days=365),
        rhythm=world.rng.choice(RHYTHMS),
        duties={campus.pk: theme.campus_duty, community.pk: theme.community_duty},
        contacts={pk: person.display_name for pk, person in leaders.items()},
    )
    if pair.state != "draft":
        world.after(1, _propose, bond, leaders[first.pk])


def _propose(world: World, bond: Bond, by: User) -> None:
    world.do(propose_partnership, by=by, partnership=bond.partnership)
    signers = [0, 1] if not bond.pair.from_community else [1, 0]
    world.after(1, _sign, bond, signers[0])
    if bond.pair.state != "proposed":
        world.after(world.rng.randint(2, 5), _sign, bond, signers[1])


def _sign(world: World, bond: Bond, side: int) -> None:
    organization, leader = bond.sides(world)[side], bond.leaders(world)[side]
    bond.partnership = world.do(
        sign_partnership, by=leader, partnership=bond.partnership, organization=organization
    )
    if bond.partnership.state == Partnership.State.ACTIVE and bond.pair.flaw != "quiet":
        world.after(2, _plan, bond)


# -------------------------------------------------------------------- the project


def _targets(bond: Bond, baseline: Decimal, ends_on: dt.date) -> list[dict[str, Any]]:
    aim = bond.theme.aim
    step = Decimal(aim.goal - aim.baseline) / (1 if aim.goal > aim.baseline else 2)
    goal = baseline + step if bond.cycle == 1 else baseline + max(step / 2, Decimal(4)).quantize(Decimal(1))
    return [
        {"indicator": aim.indicator, "unit": aim.unit, "baseline": baseline, "goal": goal, "due_on": ends_on}
    ]


def _plan(world: World, bond: Bond) -> None:
    assert bond.partnership is not None
    theme, campus = bond.theme, bond.sides(world)[0]
    bond.cycle, bond.until = 1, world.date + dt.timedelta(days=cycle_days(world))
    claimed = [need for need in bond.needs if asking.read(need).state == Need.State.CLAIMED]
    bond.project = world.do(
        plan_project,
        by=bond.leaders(world)[0],
        partnership=bond.partnership,
        led_by=campus,
        title=bond.pair.title
        if theme.project in bond.pair.title
        else f"{theme.project}·{bond.pair.compound}",
        problem=theme.problem,
        target_group=theme.group,
        place=world.places[bond.community, bond.pair.compound],
        needs=claimed,
        starts_on=world.date,
        ends_on=bond.until,
        targets=_targets(bond, Decimal(theme.aim.baseline), bond.until),
    )
    world.after(2, _start, bond)


def _start(world: World, bond: Bond) -> None:
    assert bond.project is not None
    bond.project = world.do(start_project, by=bond.leaders(world)[0], project=bond.project)
    _run_cycle(world, bond)


def _run_cycle(world: World, bond: Bond) -> None:
    """Sessions until the cycle's end, readings on the way, then the check."""
    assert bond.until is not None
    sessions.schedule(world, bond)
    begun = world.date
    for number, need in enumerate(bond.needs):
        day = begun + dt.timedelta(days=38 + 16 * number)
        if day < bond.until:
            verdict = "not_done" if bond.pair.flaw == "unhappy" else ""
            world.plan(world.day((world.today - day).days, 16, 5), asking.ask, need, verdict)
    middle = begun + (bond.until - begun) / 2
    world.plan(world.day((world.today - middle).days, 17), _read_half, bond)
    world.plan(world.day((world.today - bond.until).days - 2, 10), _check, bond)


def _cycle(bond: Bond) -> Cycle:
    assert bond.project is not None
    return Cycle.objects.select_related("project__partnership").get(project=bond.project, number=bond.cycle)


def _reading(world: World, target: Target, percent: int) -> Decimal:
    """So many per cent of the way from the baseline to the goal, to a whole number."""
    share = Decimal(percent + world.rng.randint(-6, 6)) / 100
    return (target.baseline + (target.goal - target.baseline) * share).quantize(Decimal(1))


def _read_half(world: World, bond: Bond) -> None:
    for target in _cycle(bond).targets.all():
        reading = _reading(world, target, bond.pair.reached // 2)
        world.do(
            measure_target, by=bond.leaders(world)[0], target=target, value=reading, how=bond.theme.aim.how
        )


def _still_waits(world: World, bond: Bond, what: str) -> bool:
    """Whether this is what the last cycle of the pair waits for on the day of the demo."""
    assert bond.until is not None
    return bond.pair.waits == what and (world.today - bond.until).days < STILL


def _check(world: World, bond: Bond) -> None:
    if _still_waits(world, bond, "check"):
        return
    cycle = _cycle(bond)
    values = {
        target.pk: (_reading(world, target, bond.pair.reached), bond.theme.aim.how)
        for target in cycle.targets.all()
    }
    world.do(check_cycle, by=bond.leaders(world)[0], cycle=cycle, values=values)
    world.after(2, _decide, bond)


def _decide(world: World, bond: Bond) -> None:
    ends = bond.pair.ends
    outcome = ends[min(bond.cycle, len(ends)) - 1]
    first = 1 if bond.cycle % 2 == 0 else 0
    decision = world.do(
        propose_decision,
        by=bond.leaders(world)[first],
        cycle=_cycle(bond),
        outcome=outcome,
        reasons=REASONS[outcome],
        next_steps=NEXT_STEPS[outcome],
        organization=bond.sides(world)[first],
    )
    if _still_waits(world, bond, "sign"):
        return
    if not bond.pair.slow:
        world.after(world.rng.randint(2, 6), _countersign, bond, decision, 1 - first)
    else:
        world.after(24, _after_silence, bond)


def _countersign(world: World, bond: Bond, decision: Decision, side: int) -> None:
    decision.refresh_from_db()
    world.do(
        sign_decision, by=bond.leaders(world)[side], decision=decision, organization=bond.sides(world)[side]
    )
    _go_on(world, bond, decision.outcome)


def _after_silence(world: World, bond: Bond) -> None:
    """One side did not sign: the sweep has closed the cycle and named it."""
    if _cycle(bond).state == Cycle.Stage.CLOSED:
        _go_on(world, bond, _cycle(bond).outcome)


def _go_on(world: World, bond: Bond, outcome: str) -> None:
    if outcome == Cycle.Outcome.STOP:
        world.after(5, _end, bond)
    else:
        world.after(6, _next, bond)


def _next(world: World, bond: Bond) -> None:
    assert bond.project is not None
    reached = _cycle(bond).targets.get().measured or Decimal(0)
    bond.cycle += 1
    bond.until = world.date + dt.timedelta(days=cycle_days(world))
    leader = bond.leaders(world)[0]
    cycle = world.do(
        open_next_cycle,
        by=leader,
        project=bond.project,
        starts_on=world.date,
        ends_on=bond.until,
        targets=_targets(bond, reached, bond.until),
    )
    world.do(move_cycle, by=leader, cycle=cycle, to=Cycle.Stage.DO)
    _run_cycle(world, bond)


def _end(world: World, bond: Bond) -> None:
    world.do(
        end_partnership,
        by=bond.leaders(world)[1],
        partnership=bond.partnership,
        organization=bond.sides(world)[1],
        reason=world.rng.choice(END_REASONS),
    )
