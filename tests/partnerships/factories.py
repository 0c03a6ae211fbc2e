"""Needs, agreements and projects for tests: plain rows, no action, no audit entry and no notice."""

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

from gongjian.accounts.models import User
from gongjian.core.clock import now, today
from gongjian.organizations.models import Organization
from gongjian.partnerships.models import (
    Category,
    Claim,
    Cycle,
    Need,
    Partnership,
    Party,
    Project,
    Resource,
    Target,
    receipt_digest,
)
from tests.accounts.factories import make_user

SECRET = "7KQ2XM"
_numbers = itertools.count(20_000_001)


def make_need(community: Organization, *, title: str = "想学跟女儿视频", **fields: Any) -> Need:
    """A need that waits for the neighbourhood's check; its receipt's code is `SECRET`."""
    receipt = fields.pop("receipt", f"{next(_numbers)}")
    fields.setdefault("words", "手机是新的，不会弄。")
    fields.setdefault("category", Category.DIGITAL)
    fields.setdefault("until", today() + dt.timedelta(weeks=8))
    return Need.objects.create(
        community=community, title=title, receipt=receipt, secret=receipt_digest(receipt, SECRET), **fields
    )


def make_open_need(community: Organization, *, title: str = "3 位老人想学视频通话", **fields: Any) -> Need:
    fields.setdefault("published_at", now())
    return make_need(community, title=title, state=Need.State.OPEN, **fields)


def make_claim(
    need: Need,
    organization: Organization,
    *,
    person: User | None = None,
    state: str = Claim.State.OFFERED,
    **fields: Any,
) -> Claim:
    person = person or make_user("周明远")
    return Claim.objects.create(
        need=need,
        organization=organization,
        person=person,
        person_name=person.display_name,
        state=state,
        **fields,
    )


def make_claimed_need(community: Organization, organization: Organization, **fields: Any) -> Need:
    """A need that the community let the organisation take up."""
    need = make_open_need(community, **fields)
    Need.objects.filter(pk=need.pk).update(state=Need.State.CLAIMED)
    make_claim(need, organization, state=Claim.State.ACCEPTED, decided_at=now())
    need.refresh_from_db()
    return need


def make_resource(
    organization: Organization,
    *,
    title: str = "数字助老志愿队",
    state: str = Resource.State.OFFERED,
    **fields: Any,
) -> Resource:
    fields.setdefault("kind", Resource.Kind.PEOPLE)
    fields.setdefault("category", Category.DIGITAL)
    if state == Resource.State.RESERVED:
        fields.setdefault("reserved_for", organization)
        fields.setdefault("reserved_until", today() + dt.timedelta(days=7))
    return Resource.objects.create(organization=organization, title=title, state=state, **fields)


def make_partnership(
    campus: Organization, community: Organization, *, state: str = Partnership.State.DRAFT, **fields: Any
) -> Partnership:
    """An agreement with both parties and their duties, signed by nobody."""
    fields.setdefault("title", "数字助老共建")
    fields.setdefault("purpose", "让老人会用手机办事。")
    fields.setdefault("field", Category.DIGITAL)
    fields.setdefault("starts_on", today())
    fields.setdefault("ends_on", today() + dt.timedelta(days=365))
    fields.setdefault("rhythm", "每月第一个周四碰头")
    drafted_by = fields.pop("drafted_by", None) or make_user("周明远")
    partnership = Partnership.objects.create(state=state, drafted_by=drafted_by, **fields)
    for organization, duties in ((campus, "每周派 4 名志愿者"), (community, "提供场地，通知居民")):
        Party.objects.create(
            partnership=partnership, organization=organization, side=organization.side, duties=duties
        )
    return partnership


def make_active_partnership(campus: Organization, community: Organization, **fields: Any) -> Partnership:
    """An agreement in force, signed for both sides (no paper is issued)."""
    fields.setdefault("active_since", now())
    partnership = make_partnership(campus, community, state=Partnership.State.ACTIVE, **fields)
    for party, name in zip(partnership.parties.all(), ("周明远", "陈桂芳"), strict=True):
        party.signed_by, party.signer_name, party.signed_at = make_user(name), name, now()
        party.save()
    return partnership


def make_project(
    partnership: Partnership,
    *,
    needs: list[Need] | None = None,
    state: str = Project.State.PLANNED,
    stage: str = Cycle.Stage.PLAN,
    **fields: Any,
) -> Project:
    """A project led by the first party, with one cycle of 60 days and one target (14 → 40 people)."""
    fields.setdefault("title", "智慧助老课堂")
    fields.setdefault("problem", "老人不会用手机挂号。")
    fields.setdefault("target_group", "60 岁以上的居民")
    fields.setdefault("led_by", partnership.parties.all()[0].organization)
    fields.setdefault("planned_by", partnership.drafted_by)
    project = Project.objects.create(partnership=partnership, state=state, **fields)
    project.needs.set(needs or [])
    day = today()
    cycle = Cycle.objects.create(
        project=project, number=1, state=stage, starts_on=day, ends_on=day + dt.timedelta(days=60)
    )
    Target.objects.create(
        cycle=cycle,
        indicator="会自己挂号的老人",
        unit="人",
        baseline=Decimal(14),
        goal=Decimal(40),
        due_on=day + dt.timedelta(days=60),
    )
    return project


def make_running_project(
    partnership: Partnership, *, needs: list[Need] | None = None, **fields: Any
) -> Project:
    """A project whose first cycle is at 实施; the given needs are in progress."""
    project = make_project(
        partnership, needs=needs, state=Project.State.RUNNING, stage=Cycle.Stage.DO, **fields
    )
    project.needs.update(state=Need.State.IN_PROGRESS)
    return project
