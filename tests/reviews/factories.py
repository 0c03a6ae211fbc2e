"""A pair at work with its people, asks, answers and decisions: plain rows, no action and no audit entry."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gongjian.accounts.models import User
from gongjian.core.access import Guest
from gongjian.core.clock import now
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Post
from gongjian.partnerships.models import Cycle, Need, Partnership, Project
from gongjian.reviews.models import Ask, Confirmation, Decision, Signature
from gongjian.reviews.queries import code_digest
from tests.organizations.factories import Subdistrict, University, appoint, make_subdistrict, make_university
from tests.partnerships.factories import make_active_partnership, make_claimed_need, make_running_project

CODE = "7KQ2XM4P"


@dataclass(frozen=True)
class Pair:
    """A branch and a community with a running project on one need, and those who act for them."""

    university: University
    subdistrict: Subdistrict
    partnership: Partnership
    project: Project
    need: Need
    secretary: User
    chair: User
    worker: User

    @property
    def branch(self) -> Organization:
        return self.university.branch

    @property
    def community(self) -> Organization:
        return self.subdistrict.community

    @property
    def cycle(self) -> Cycle:
        return self.project.cycles.get()


def make_pair(**need: Any) -> Pair:
    university, subdistrict = make_university(), make_subdistrict()
    partnership = make_active_partnership(university.branch, subdistrict.community)
    wanted = make_claimed_need(subdistrict.community, university.branch, **need)
    project = make_running_project(partnership, needs=[wanted])
    wanted.refresh_from_db()
    return Pair(
        university,
        subdistrict,
        partnership,
        project,
        wanted,
        secretary=appoint("周明远", university.branch),
        chair=appoint("陈桂芳", subdistrict.community),
        worker=appoint("王建国", subdistrict.community, Post.COMMUNITY_WORKER),
    )


def make_ask(need: Need, code: str = CODE, **fields: Any) -> Ask:
    fields.setdefault("expires_at", now() + dt.timedelta(days=30))
    return Ask.objects.create(need=need, digest=code_digest(code), **fields)


def holder(ask: Ask) -> Guest:
    """The resident who has the code."""
    return Guest.holding("reviews.confirm_need", ask, capability=f"ask:{ask.pk}")


def make_confirmation(need: Need, *, verdict: str = "done", stars: int = 5, **fields: Any) -> Confirmation:
    """An answer with its used ask; the need itself is left as it is."""
    asked = Ask.objects.count()
    ask = make_ask(need, code=f"USED{asked:04d}", used_at=now())
    fields.setdefault("project", need.projects.first())
    return Confirmation.objects.create(ask=ask, need=need, verdict=verdict, stars=stars, **fields)


def measure_all(cycle: Cycle, value: int = 41) -> Cycle:
    """Every target measured, the cycle at 改进."""
    cycle.targets.update(measured=Decimal(value), measured_on=now().date(), how="逐户电话问")
    Cycle.objects.filter(pk=cycle.pk).update(state=Cycle.Stage.IMPROVE)
    cycle.refresh_from_db()
    return cycle


def make_decision(pair: Pair, *, outcome: str = "adjust", signed: bool = True, **fields: Any) -> Decision:
    """A proposal of the branch on a measured cycle, signed by the branch only."""
    cycle = measure_all(pair.cycle)
    Cycle.objects.filter(pk=cycle.pk).update(state=Cycle.Stage.ACT)
    cycle.refresh_from_db()
    fields.setdefault("reasons", "会用的人多了，来的人还不够。")
    decision = Decision.objects.create(cycle=cycle, outcome=outcome, proposed_by=pair.secretary, **fields)
    if signed:
        Signature.objects.create(
            decision=decision,
            organization=pair.branch,
            side=pair.branch.side,
            person=pair.secretary,
            person_name=pair.secretary.display_name,
        )
    return decision
