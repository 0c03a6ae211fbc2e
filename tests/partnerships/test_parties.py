"""Parties of a draft, more than two of any kind; the next term of an agreement."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from gongjian.audit.models import Entry
from gongjian.core import clock
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from gongjian.organizations.models import Organization
from gongjian.partnerships import actions, queries
from gongjian.partnerships.models import Partnership, Tell, Verb
from tests.bad_input import Case, check
from tests.organizations.factories import appoint, make_organization

from .conftest import Town
from .factories import make_active_partnership, make_partnership
from .test_bad_input import AGAIN, HOSTILE, LONG, NEEDED, as_user, url

pytestmark = pytest.mark.django_db
P = Partnership.State


@pytest.fixture
def factory(town: Town) -> Organization:
    return make_organization("江州水务集团", side="enterprise", kind=Organization.Kind.ENTERPRISE)


@pytest.fixture
def draft(town: Town) -> Partnership:
    return make_partnership(town.branch, town.community)


def test_an_enterprise_joins_and_every_party_signs(
    town: Town, draft: Partnership, factory: Organization
) -> None:
    party = actions.add_party(by=town.liaison, partnership=draft, organization=factory, duties="出水管工")
    assert (party.side, party.duties) == ("enterprise", "出水管工")
    again = actions.add_party(by=town.liaison, partnership=draft, organization=factory, duties="别的")
    assert (again.pk, again.duties) == (party.pk, "出水管工")
    draft.refresh_from_db()
    assert draft.version == 2
    assert Entry.objects.filter(verb=Verb.PARTY_ADDED).count() == 1
    chief = appoint("刘工", factory)
    actions.propose_partnership(by=town.secretary, partnership=draft)
    for person, organization in ((town.secretary, town.branch), (town.community_secretary, town.community)):
        row = actions.sign_partnership(by=person, partnership=draft, organization=organization)
        assert row.state == P.PROPOSED
    row = actions.sign_partnership(by=chief, partnership=draft, organization=factory)
    assert row.state == P.ACTIVE
    space = queries.workspace(town.secretary, row)
    assert [side.party.look for side in space.front] == ["campus", "community"]
    assert [side.party.organization for side in space.further] in ([factory], [town.community])


def test_only_a_draft_changes_its_parties(town: Town, factory: Organization) -> None:
    for state in (P.PROPOSED, P.ACTIVE, P.ENDED):
        row = make_partnership(town.branch, town.community, state=P.DRAFT)
        Partnership.objects.filter(pk=row.pk).update(state=state, end_reason="办完了")
        with pytest.raises(Refused, match="草稿"):
            actions.add_party(by=town.secretary, partnership=row, organization=factory, duties="出人")
        with pytest.raises(Refused, match="草稿"):
            actions.remove_party(by=town.secretary, partnership=row, organization=town.branch)
        assert row.parties.count() == 2


def test_two_parties_remain(town: Town, draft: Partnership, factory: Organization) -> None:
    with pytest.raises(Refused, match="至少要有两方"):
        actions.remove_party(by=town.secretary, partnership=draft, organization=town.community)
    actions.add_party(by=town.secretary, partnership=draft, organization=factory, duties="出人")
    for _twice in range(2):
        actions.remove_party(by=town.secretary, partnership=draft, organization=factory)
    assert draft.parties.count() == 2
    assert Entry.objects.filter(verb=Verb.PARTY_REMOVED).count() == 1


def test_ten_parties_at_most_each_with_duties(town: Town, draft: Partnership) -> None:
    for number in range(8):
        each = make_organization(f"第{number}支部")
        actions.add_party(by=town.secretary, partnership=draft, organization=each, duties="出人")
    with pytest.raises(Refused, match="最多有 10 方"):
        actions.add_party(by=town.secretary, partnership=draft, organization=town.other_branch, duties="出人")
    with pytest.raises(ValidationError, match="写明"):
        actions.add_party(by=town.secretary, partnership=draft, organization=town.other_branch, duties=" ")


def test_outsiders_change_no_parties(town: Town, draft: Partnership, factory: Organization) -> None:
    for person in (town.member, town.other_secretary, town.college, town.resident):
        with pytest.raises(PermissionDenied):
            actions.add_party(by=person, partnership=draft, organization=factory, duties="出人")
        with pytest.raises(PermissionDenied):
            actions.remove_party(by=person, partnership=draft, organization=town.branch)
        with pytest.raises(PermissionDenied):
            actions.renew_partnership(by=person, partnership=draft, organization=town.branch)


def test_the_next_term_starts_from_the_old_one(town: Town) -> None:
    old = make_active_partnership(town.branch, town.community)
    new = actions.renew_partnership(by=town.liaison, partnership=old, organization=town.branch)
    assert (new.state, new.renews, new.version) == (P.DRAFT, old, 1)
    assert new.starts_on == old.ends_on + dt.timedelta(days=1)
    assert new.ends_on - new.starts_on == old.ends_on - old.starts_on
    assert [party.duties for party in new.parties.all()] == [party.duties for party in old.parties.all()]
    assert not any(party.signed_at for party in new.parties.all())
    assert queries.overlaps_of(new) == []
    told = Notice.objects.filter(kind=Tell.PARTNERSHIP_RENEWED)
    assert {notice.to for notice in told} == {town.community_secretary}
    assert actions.renew_partnership(by=town.worker, partnership=old, organization=town.community) == new
    assert Partnership.objects.filter(renews=old).count() == 1


def test_an_ended_agreement_begins_again_today(town: Town) -> None:
    old = make_active_partnership(town.branch, town.community)
    Partnership.objects.filter(pk=old.pk).update(state=P.ENDED, end_reason="办完了")
    new = actions.renew_partnership(by=town.secretary, partnership=old, organization=town.branch)
    assert new.starts_on == clock.today()


def test_what_never_was_in_force_is_not_renewed(town: Town, draft: Partnership) -> None:
    with pytest.raises(Refused, match="生效过"):
        actions.renew_partnership(by=town.secretary, partnership=draft, organization=town.branch)


def test_the_pages(client: Client, town: Town, draft: Partnership, factory: Organization) -> None:
    as_user(client, town.secretary)
    data = {"organization": factory.pk, "duties": "出水管工", "contact": "刘工"}
    assert client.post(url("add_party", draft.pk), data).status_code == 302
    page = client.get(url("partnership", draft.pk)).content.decode()
    assert "江州水务集团" in page
    assert "3 方" in page
    assert "移除" in page
    assert client.post(url("remove_party", draft.pk), {"organization": town.branch.pk}).url == url("own")
    old = make_active_partnership(town.branch, town.community, ends_on=clock.today() + dt.timedelta(days=20))
    assert "续签" in client.get(url("partnership", old.pk)).content.decode()
    made = client.post(url("renew_partnership", old.pk)).url
    assert old.title in client.get(made).content.decode()
    assert made in client.get(url("partnership", old.pk)).content.decode()
    far = make_active_partnership(town.branch, town.community)
    assert url("renew_partnership", far.pk) not in client.get(url("partnership", far.pk)).content.decode()


PARTIES = [
    Case("nobody", {"organization": "", "duties": "出人"}, NEEDED, kept="出人"),
    Case("nonexistent", {"organization": "999999", "duties": "出人"}, AGAIN, kept="出人"),
    Case("one that is inside", {"organization": "@", "duties": "出人"}, AGAIN, kept="出人"),
    Case("no duties", {"organization": "new", "duties": "  "}, NEEDED),
    Case("too long", {"organization": "new", "duties": LONG}, "1000", kept="长长长"),
    Case("hostile", {"organization": HOSTILE, "duties": HOSTILE}, AGAIN),
    Case("null byte", {"organization": "new", "duties": "出\x00人"}, "字符"),
]


@pytest.mark.parametrize("case", PARTIES, ids=str)
def test_bad_parties(
    client: Client, town: Town, draft: Partnership, factory: Organization, case: Case
) -> None:
    keys = {"@": town.community.pk, "new": factory.pk}
    data = {name: keys.get(value, value) for name, value in case.data.items()}
    bad = Case(case.kind, data, case.message, case.status, case.kept)
    check(as_user(client, town.secretary), url("add_party", draft.pk), bad)
