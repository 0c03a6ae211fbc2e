"""Agreements of the demo world with a third party, and one whose next term is being drafted."""

from gongjian.partnerships.actions import add_party, renew_partnership
from gongjian.partnerships.models import Partnership

from .world import World

THIRD = ("江州水务集团清源服务队", "后勤维修中心党支部", "后勤饮食中心党支部")
DUTY = "派维修师傅上门看现场，出工具和常用配件；做不了的当天说明原因。"


def schedule(world: World) -> None:
    """Put it on the agenda of the last days."""
    world.plan(world.day(2, 11, 5), join)
    world.plan(world.day(2, 10, 50), renew)


def join(world: World) -> None:
    """A logistics branch or an enterprise joins a draft."""
    third = next((world.organizations[name] for name in THIRD if name in world.organizations), None)
    draft = Partnership.objects.filter(state=Partnership.State.DRAFT).order_by("pk").first()
    if third and draft:
        world.do(
            add_party,
            by=draft.drafted_by,
            partnership=draft,
            organization=third,
            duties=DUTY,
            contact=world.holder(third.name).display_name,
        )


def renew(world: World) -> None:
    """The agreement that ends first gets the draft of its next term."""
    old = Partnership.objects.filter(state=Partnership.State.ACTIVE).order_by("ends_on", "pk").first()
    if old:
        party = old.parties.select_related("organization").order_by("pk")[0]
        leader = world.holder(party.organization.name)
        world.do(renew_partnership, by=leader, partnership=old, organization=party.organization)
