"""Amendments, parties and signatures at the same moment, on both databases."""

import pytest

from gongjian.audit.models import Entry
from gongjian.core.access import SYSTEM
from gongjian.core.clock import today
from gongjian.core.errors import Refused
from gongjian.documents.models import Document
from gongjian.notices.models import Notice
from gongjian.organizations.posts import Post
from gongjian.partnerships import actions, queries
from gongjian.partnerships.models import Amendment, Partnership, Tell, Verb
from tests.organizations.factories import appoint
from tests.races import failures, together

from .conftest import Town, make_town
from .factories import make_active_partnership, make_partnership

pytestmark = pytest.mark.django_db(transaction=True)
S = Amendment.State


@pytest.fixture
def town(transactional_db: None) -> Town:
    return make_town()


@pytest.fixture
def agreed(town: Town) -> Partnership:
    return make_active_partnership(town.branch, town.community)


def propose(town: Town, agreed: Partnership, rhythm: str = "每月两次") -> Amendment:
    return actions.propose_amendment(
        by=town.secretary, partnership=agreed, organization=town.branch, reason="多见面", rhythm=rhythm
    )


def test_both_sides_propose_at_once_and_one_waits(town: Town, agreed: Partnership) -> None:
    theirs = {"by": town.worker, "organization": town.community, "reason": "少见面", "rhythm": "每季一次"}
    said = together(
        [lambda: propose(town, agreed), lambda: actions.propose_amendment(partnership=agreed, **theirs)]
    )
    assert [type(error) for error in failures(said)] == [Refused]
    assert Amendment.objects.filter(state=S.PROPOSED).count() == 1


def test_the_same_form_sent_three_times_at_once_is_one_proposal(town: Town, agreed: Partnership) -> None:
    said = together([lambda: propose(town, agreed)] * 3)
    assert failures(said) == []
    assert Amendment.objects.count() == 1
    assert Entry.objects.filter(verb=Verb.AMENDMENT_PROPOSED).count() == 1


def test_both_sides_sign_at_once_and_one_text_comes_in_force(town: Town, agreed: Partnership) -> None:
    amendment = propose(town, agreed)
    calls = [
        lambda: actions.sign_amendment(by=town.secretary, amendment=amendment, organization=town.branch),
        lambda: actions.sign_amendment(
            by=town.community_secretary, amendment=amendment, organization=town.community
        ),
    ]
    assert failures(together(calls * 2)) == []
    agreed.refresh_from_db()
    assert (agreed.version, agreed.rhythm) == (2, "每月两次")
    assert Document.objects.filter(edition="v2").count() == 1
    assert Entry.objects.filter(verb=Verb.AMENDMENT_SIGNED).count() == 2
    assert Entry.objects.filter(verb=Verb.AMENDMENT_IN_FORCE).count() == 1


def test_the_last_signature_against_a_refusal(town: Town, agreed: Partnership) -> None:
    amendment = propose(town, agreed)
    actions.sign_amendment(by=town.secretary, amendment=amendment, organization=town.branch)
    who = {"by": town.community_secretary, "amendment": amendment, "organization": town.community}
    said = together(
        [lambda: actions.sign_amendment(**who), lambda: actions.decline_amendment(**who, reason="不改")]
    )
    assert [type(error) for error in failures(said)] == [Refused]
    amendment.refresh_from_db()
    agreed.refresh_from_db()
    assert (amendment.state, agreed.version) in {(S.IN_FORCE, 2), (S.DECLINED, 1)}


def test_the_last_signature_against_the_end_of_the_agreement(town: Town, agreed: Partnership) -> None:
    amendment = propose(town, agreed)
    actions.sign_amendment(by=town.secretary, amendment=amendment, organization=town.branch)
    together(
        [
            lambda: actions.sign_amendment(
                by=town.community_secretary, amendment=amendment, organization=town.community
            ),
            lambda: actions.end_partnership(
                by=town.secretary, partnership=agreed, organization=town.branch, reason="办完了"
            ),
        ]
    )
    amendment.refresh_from_db()
    agreed.refresh_from_db()
    assert agreed.state == Partnership.State.ENDED
    assert (amendment.state, agreed.version) in {(S.IN_FORCE, 2), (S.WITHDRAWN, 1)}


def test_a_party_leaves_while_the_draft_is_sent(town: Town) -> None:
    draft = make_partnership(town.branch, town.community)
    actions.add_party(
        by=town.secretary, partnership=draft, organization=town.university.second, duties="出教材"
    )
    third = town.university.second
    together(
        [
            lambda: actions.remove_party(by=town.secretary, partnership=draft, organization=third),
            lambda: actions.propose_partnership(by=town.liaison, partnership=draft),
        ]
    )
    draft.refresh_from_db()
    assert draft.state == Partnership.State.PROPOSED
    assert draft.parties.count() in {2, 3}
    assert list(queries.invariants()) == []


def test_three_sign_at_once_and_the_agreement_comes_in_force_once(town: Town) -> None:
    draft = make_partnership(town.branch, town.community)
    third = town.university.second
    signer = appoint("孙莉", third, Post.SECRETARY)
    actions.add_party(by=town.secretary, partnership=draft, organization=third, duties="出教材")
    actions.propose_partnership(by=town.secretary, partnership=draft)
    sides = ((town.secretary, town.branch), (town.community_secretary, town.community), (signer, third))

    def signing(person: object, organization: object) -> object:
        return lambda: actions.sign_partnership(by=person, partnership=draft, organization=organization)  # type: ignore[arg-type]

    assert failures(together([signing(*side) for side in sides])) == []  # type: ignore[misc]
    draft.refresh_from_db()
    assert draft.state == Partnership.State.ACTIVE
    assert Document.objects.count() == 1
    assert list(queries.invariants()) == []


def test_two_sweeps_tell_of_a_quiet_spell_once(agreed: Partnership, town: Town) -> None:
    said = together([lambda: actions.note_quiet(by=SYSTEM, partnership=agreed, since=today())] * 3)
    assert failures(said) == []
    assert Notice.objects.filter(kind=Tell.PARTNERSHIP_QUIET, to=town.secretary).count() == 1
