"""`manage.py install`: from an empty database to an operator who can sign in."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from gongjian.accounts.models import Identifier, User
from gongjian.accounts.queries import code_goes_to, person_by_identifier
from gongjian.audit.models import Entry
from gongjian.core.access import standing
from gongjian.organizations.models import Appointment, Organization, Side
from gongjian.organizations.posts import Post, Power
from gongjian.points.models import Rule
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db
ASKED = {
    "name": "江州大学党委",
    "kind": "university_committee",
    "operator": "郑凯",
    "email": "Zheng@example.org",
}


def install(**changed: Any) -> str:
    out = StringIO()
    call_command("install", stdout=out, **{**ASKED, **changed})
    return out.getvalue()


def counts() -> list[int]:
    return [m.objects.count() for m in (Organization, User, Identifier, Appointment, Rule, Entry)]


def test_founds_the_top_and_its_operator() -> None:
    assert "江州大学党委 is founded" in install()
    top, person = Organization.objects.get(), person_by_identifier("zheng@example.org")
    assert person is not None
    assert (top.name, top.side, top.parent, person.display_name) == (
        "江州大学党委",
        Side.CAMPUS,
        None,
        "郑凯",
    )
    target = code_goes_to(person)
    assert target is not None
    assert target.value == "zheng@example.org"
    assert Appointment.objects.get().post == Post.OPERATOR
    assert standing(person).can(Power.OPERATE, top)
    assert person.has_perm("organizations.found", top)
    assert Rule.objects.exists()


def test_a_second_run_changes_nothing_and_says_so() -> None:
    install()
    before = counts()
    assert "Nothing was changed" in install()
    assert counts() == before


def test_the_subdistrict_gets_its_tree_with_the_same_operator() -> None:
    install()
    rules = Rule.objects.count()
    install(name="清源街道党工委", kind="working_committee")
    assert list(Organization.objects.values_list("name", "side")) == [
        ("江州大学党委", Side.CAMPUS),
        ("清源街道党工委", Side.COMMUNITY),
    ]
    assert (User.objects.count(), Appointment.objects.count(), Rule.objects.count()) == (1, 2, rules)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kind": "empire"}, "Choose one of university_committee, working_committee"),
        ({"kind": "branch"}, "no such top"),
        ({"email": "zheng"}, "not an e-mail address"),
        ({"email": "taken@example.org"}, "名册"),
        ({"operator": " "}, "Nothing was changed"),
        ({"name": " "}, "Nothing was changed"),
        ({"name": "长" * 121}, "Nothing was changed"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_left(changed: dict[str, str], words: str) -> None:
    make_user("别人", email="taken@example.org")
    before = counts()
    with pytest.raises(CommandError, match=words):
        install(**changed)
    assert counts() == before
