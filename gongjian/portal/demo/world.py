"""The engine of the demo world: an agenda of steps on a moving clock, and who and what there is."""

import datetime as dt
import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

from gongjian.accounts.models import User
from gongjian.core.clock import at, moved_to
from gongjian.organizations.models import Organization, Place

R = TypeVar("R")


@dataclass(frozen=True)
class Scale:
    """How much of the world is built. `small` and `tiny` are for tests: the same personas, less of everything else.

    Colleges and communities; people for each branch, staff, class, neighbourhood; days; pairs in force; wishes; needs.
    """

    colleges: int
    communities: int
    members: int
    teachers: int
    students: int
    residents: int
    days: int
    pairs: int
    wishes: int
    needs: int
    masses: int = 0  # people behind the story, written in bulk


SCALES = {
    "full": Scale(8, 6, 14, 10, 13, 48, 365, 99, 50, 38),
    "small": Scale(2, 3, 5, 4, 2, 6, 150, 12, 8, 6),
    "tiny": Scale(2, 3, 4, 3, 1, 3, 60, 2, 2, 2),
    "10k": Scale(2, 3, 5, 4, 2, 6, 150, 12, 8, 6, masses=10_000),
    "1m": Scale(2, 3, 5, 4, 2, 6, 150, 12, 8, 6, masses=1_000_000),
}


@dataclass
class World:
    """People and organisations by name, and the agenda. Steps run in the order of their moments until `end`."""

    today: dt.date
    seed: int
    scale: Scale
    rng: Random
    organizations: dict[str, Organization] = field(default_factory=dict)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    people: dict[str, list[User]] = field(default_factory=dict)
    holders: dict[tuple[str, str], User] = field(default_factory=dict)
    personas: dict[str, User] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    agenda: list[tuple[dt.datetime, int, Callable[..., Any], tuple[Any, ...]]] = field(default_factory=list)
    now: dt.datetime = field(default_factory=lambda: dt.datetime.min.replace(tzinfo=dt.UTC))
    _order: int = 0

    @classmethod
    def of(cls, *, seed: int, today: dt.date, scale: str) -> "World":
        return cls(today, seed, SCALES[scale], Random(f"gongjian {seed}"))

    # ---------------------------------------------------------------- time

    def day(self, ago: float, hour: int = 9, minute: int = 0) -> dt.datetime:
        """A local time of day so many days ago; negative is ahead."""
        return at(self.today - dt.timedelta(days=int(ago)), hour, minute)

    @property
    def date(self) -> dt.date:
        """The day of the step that runs."""
        return self.now.astimezone(at(self.today).tzinfo).date()

    def plan(self, moment: dt.datetime, step: Callable[..., Any], *about: Any) -> None:
        """Put a step on the agenda; what lies behind the present moment happens next."""
        self._order += 1
        heapq.heappush(self.agenda, (max(moment, self.now), self._order, step, about))

    def after(self, days: float, step: Callable[..., Any], *about: Any) -> None:
        """So many days later, in working hours."""
        minutes = self.rng.randint(9 * 60, 17 * 60)
        day = self.date + dt.timedelta(days=int(days))
        moment = at(day, minutes // 60, minutes % 60)
        self.plan(max(moment, self.now + dt.timedelta(minutes=3)), step, *about)

    def run(self, end: dt.datetime) -> None:
        """Take the agenda's steps until a moment. What lies later never happens: it is what still waits."""
        while self.agenda and self.agenda[0][0] <= end:
            moment, _order, step, about = heapq.heappop(self.agenda)
            self.now = moment
            with moved_to(moment):
                step(self, *about)
        self.now = end

    # ---------------------------------------------------------------- acting

    def do(self, action: Callable[..., R], **arguments: Any) -> R:
        """Call an action and count it."""
        self.done[f"{action.__module__.split('.')[1]}.{action.__name__}"] += 1
        return action(**arguments)

    def chance(self, percent: int) -> bool:
        return self.rng.randrange(100) < percent

    # ---------------------------------------------------------------- who

    def holder(self, organization: str, post: str = "secretary") -> User:
        """Who holds a post, by the organisation's name."""
        return self.holders[organization, post]

    def worker(self, community: str) -> User:
        return self.holders[community, "community_worker"]

    def some(self, organization: str, number: int) -> list[User]:
        """Some of the people who belong to an organisation."""
        people = self.people[organization]
        return self.rng.sample(people, min(number, len(people)))

    def phone(self) -> str:
        """A number that nobody has: 139 0000 and four digits."""
        return f"1390000{self.rng.randrange(10000):04d}"
