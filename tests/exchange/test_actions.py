"""Partner systems and their tokens."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.audit.models import Entry
from gongjian.core.clock import moved_to, now, today
from gongjian.core.errors import Refused
from gongjian.exchange import actions, queries
from gongjian.exchange.models import Client, Token, Verb
from tests.organizations.factories import appoint, make_organization

from .factories import RAW, make_client, make_operator, make_token

pytestmark = pytest.mark.django_db
READ = ["needs:read"]


def test_a_token_is_returned_once_and_stored_as_a_hash() -> None:
    client = make_client()
    operator = make_operator(client.organization)
    raw = actions.issue_token(by=operator, client=client, scopes=READ, days=90)
    token = Token.objects.get()
    assert raw.startswith(token.prefix + "_")
    assert len(raw) >= 50
    assert token.digest == Token.digest_of(raw)
    assert raw not in str(vars(token))
    assert (token.expires_at - token.issued_at).days == 90
    assert queries.token_by_secret(raw) == token
    entry = Entry.objects.get()
    assert (entry.verb, entry.facts) == (
        Verb.TOKEN_ISSUED,
        {"client": client.pk, "scopes": READ, "days": 90},
    )


def test_two_tokens_differ() -> None:
    client = make_client()
    operator = make_operator(client.organization)
    made = {actions.issue_token(by=operator, client=client, scopes=READ, days=1) for _again in range(20)}
    assert len(made) == 20


@pytest.mark.parametrize(
    ("scopes", "days"),
    [
        ([], 10),
        (["needs:write"], 10),
        (["needs:read", "people:read"], 10),
        (READ, 0),
        (READ, -1),
        (READ, 366),
        (READ, 10**9),
    ],
)
def test_scopes_and_days_have_bounds(scopes: list[str], days: int) -> None:
    client = make_client()
    with pytest.raises(ValidationError):
        actions.issue_token(by=make_operator(client.organization), client=client, scopes=scopes, days=days)
    assert (Token.objects.count(), Entry.objects.count()) == (0, 0)


def test_a_token_stops_by_its_day_by_revoking_and_by_closing() -> None:
    token = make_token()
    operator = make_operator(token.client.organization)
    assert queries.token_by_secret(RAW) == token
    with moved_to(now() + dt.timedelta(days=31)):
        assert queries.token_by_secret(RAW) is None
    actions.revoke_token(by=operator, token=token)
    assert queries.token_by_secret(RAW) is None
    second = make_token(token.client, "gj_99999999_" + "y" * 43)
    actions.close_client(by=operator, client=token.client)
    assert queries.token_by_secret("gj_99999999_" + "y" * 43) is None
    second.refresh_from_db()
    assert second.revoked_at is None


def test_revoking_and_closing_twice_do_nothing_more() -> None:
    token = make_token()
    operator = make_operator(token.client.organization)
    for _again in range(2):
        actions.revoke_token(by=operator, token=token)
        actions.close_client(by=operator, client=token.client)
    assert Entry.objects.filter(verb=Verb.TOKEN_REVOKED).count() == 1
    assert Entry.objects.filter(verb=Verb.CLIENT_CLOSED).count() == 1


def test_a_closed_client_gets_no_token() -> None:
    client = make_client(is_active=False)
    with pytest.raises(Refused):
        actions.issue_token(by=make_operator(client.organization), client=client, scopes=READ, days=1)


def test_names_are_used_once() -> None:
    client = make_client()
    operator = make_operator(client.organization)
    for name in (client.name, f" {client.name} ", "  "):
        with pytest.raises(ValidationError):
            actions.add_client(by=operator, organization=client.organization, name=name)
    assert Client.objects.count() == 1


def test_operators_run_their_own_organisations_and_those_below() -> None:
    top = make_organization()
    below = make_organization("计算机学院党总支", kind="general_branch", parent=top)
    elsewhere = make_organization("清源街道党工委", kind="working_committee", side="community")
    operator, other = make_operator(top), appoint("外人", elsewhere, "operator")
    client = actions.add_client(by=operator, organization=below, name="教务系统")
    assert list(queries.clients(operator)) == [client]
    assert list(queries.clients(other)) == []
    for attempt in (
        lambda: actions.add_client(by=operator, organization=elsewhere, name="x"),
        lambda: actions.issue_token(by=other, client=client, scopes=READ, days=1),
        lambda: actions.close_client(by=other, client=client),
        lambda: actions.revoke_token(by=other, token=make_token(client)),
        lambda: actions.issue_token(by=appoint("书记", below), client=client, scopes=READ, days=1),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_the_first_use_of_a_day_is_written_down_under_the_token_s_name() -> None:
    token = make_token()
    caller = token.caller
    assert actions.note_use(by=caller, token=token)
    token.refresh_from_db()
    assert token.last_used_on == today()
    assert not actions.note_use(by=caller, token=token)
    entry = Entry.objects.get()
    assert (entry.verb, entry.by_id, entry.capability) == (
        Verb.TOKEN_USED,
        None,
        f"client:{token.client_id} {token.prefix}",
    )
    stale = Token.objects.get()
    stale.last_used_on = None
    assert not actions.note_use(by=caller, token=stale)


def test_a_caller_is_nobody_but_its_token() -> None:
    token, other = make_token(), make_token(raw="gj_99999999_" + "y" * 43, client=make_client(name="别的"))
    caller = token.caller
    assert caller.pk is None
    assert caller.has_perm("exchange.use_token", token)
    assert not caller.has_perm("exchange.use_token", other)
    assert not caller.has_perm("partnerships.propose_need", token)
    with pytest.raises(PermissionDenied):
        actions.note_use(by=caller, token=other)


def test_invariants_name_what_is_broken() -> None:
    assert list(queries.invariants()) == []
    token = make_token(scopes=["people:read"])
    assert list(queries.invariants()) == [f"token {token.pk} has unknown scopes: people:read"]
    Token.objects.update(scopes=[])
    assert list(queries.invariants()) == [f"token {token.pk} has no scope"]
