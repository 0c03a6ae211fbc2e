"""Who may decide: one table per permission."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from gongjian.core.access import Guest
from gongjian.organizations.models import Affiliation
from gongjian.organizations.posts import Post
from gongjian.policy.models import RuleValue, Switch, WorkDay
from tests.accounts.factories import make_user
from tests.organizations.factories import affiliate, appoint, make_subdistrict, make_university
from tests.policy.factories import make_switch

pytestmark = pytest.mark.django_db

SIGN = {  # who signs for the branch: those who lead it, or operate it; nobody else, not even from above
    "visitor": False,
    "resident": False,
    "member": False,
    "secretary": True,
    "deputy": True,
    "organization": False,
    "publicity": False,
    "assistant": False,
    "college": False,
    "university": False,
    "other branch": False,
    "worker": False,
    "auditor": False,
    "operator": True,
    "closed account": False,
}
OPERATE = {name: name == "operator" for name in SIGN}


@pytest.fixture
def people() -> dict[str, Any]:
    tree, street = make_university(), make_subdistrict()
    found = {
        "visitor": AnonymousUser(),
        "resident": affiliate("居民", street.community, Affiliation.Kind.RESIDENT),
        "member": affiliate("党员", tree.branch),
        "secretary": appoint("书记", tree.branch),
        "deputy": appoint("副书记", tree.branch, Post.DEPUTY_SECRETARY),
        "organization": appoint("组织委员", tree.branch, Post.ORGANIZATION_COMMISSIONER),
        "publicity": appoint("宣传委员", tree.branch, Post.PUBLICITY_COMMISSIONER),
        "assistant": appoint("党务助理", tree.branch, Post.PARTY_AFFAIRS_ASSISTANT),
        "college": appoint("总支书记", tree.college),
        "university": appoint("党委书记", tree.root),
        "other branch": appoint("别的书记", tree.second),
        "worker": appoint("社工", street.community, Post.COMMUNITY_WORKER),
        "auditor": appoint("审计员", tree.root, Post.AUDITOR),
        "operator": appoint("运维", tree.root, Post.OPERATOR),
        "closed account": appoint(make_user("已停用", is_active=False), tree.branch, Post.DEPUTY_SECRETARY),
    }
    return {**found, "tree": tree, "switch": make_switch(tree.branch, found["secretary"])}


def _answers(people: dict[str, Any], permission: str, obj: Any) -> dict[str, bool]:
    return {name: bool(people[name].has_perm(permission, obj)) for name in SIGN}


def test_who_signs_for_a_switch(people: dict[str, Any]) -> None:
    assert _answers(people, "policy.switch_on", people["tree"].branch) == SIGN


def test_who_ends_a_decision(people: dict[str, Any]) -> None:
    assert _answers(people, "policy.switch_off", people["switch"]) == SIGN


@pytest.mark.parametrize("permission", ["set_rule", "drop_rule", "set_day", "drop_day"])
def test_who_keeps_figures_and_the_calendar(people: dict[str, Any], permission: str) -> None:
    assert _answers(people, f"policy.{permission}", None) == OPERATE


def test_without_an_object_nobody_signs(people: dict[str, Any]) -> None:
    assert _answers(people, "policy.switch_on", None) == dict.fromkeys(SIGN, False)
    assert _answers(people, "policy.switch_off", None) == dict.fromkeys(SIGN, False)


def test_everybody_reads(people: dict[str, Any]) -> None:
    """Pages ask `visible_to`; the permission is the same for whoever has an open account."""
    signed_in = set(SIGN) - {"visitor", "closed account"}
    for name in ("switch", "rulevalue", "workday"):
        assert {people[who].has_perm(f"policy.view_{name}", people["switch"]) for who in signed_in} == {True}
    for model in (Switch, RuleValue, WorkDay):
        assert {model.objects.visible_to(people[who]).count() for who in SIGN} == {model.objects.count()}


def test_a_guest_signs_nothing(people: dict[str, Any]) -> None:
    guest = Guest.holding("policy.switch_off", people["switch"])
    assert not guest.has_perm("policy.switch_on", people["tree"].branch)
