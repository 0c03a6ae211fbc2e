"""The demo world: the same for the same seed, alive on every desk, closed to everybody but its personas."""

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from gongjian.accounts.models import Identifier, User
from gongjian.activities import queries as activities
from gongjian.activities.models import Activity, SignUp
from gongjian.core.clock import today
from gongjian.notices.models import Notice
from gongjian.notices.queries import unread_count
from gongjian.organizations.models import Organization, Place
from gongjian.partnerships import queries as partnerships
from gongjian.partnerships.models import Claim, Need, Partnership, Project
from gongjian.portal.demo import build, database
from gongjian.portal.demo.world import World
from gongjian.portal.personas import PASSWORD, PERSONAS
from gongjian.portal.queries.personas import persona_user, personas
from gongjian.portal.queries.verify import broken, checks
from gongjian.portal.tasks import run_all
from gongjian.reviews import queries as reviews
from gongjian.reviews.models import Confirmation

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    """A small demo world in a transaction that is undone after the module."""
    from django.conf import settings

    head, settings.AUDIT_HEAD_FILE = settings.AUDIT_HEAD_FILE, tmp_path_factory.mktemp("audit") / "head.jsonl"
    with django_db_blocker.unblock(), transaction.atomic():
        made = build(seed=1, today=today(), scale="small")
        database.mark(made, "print", "small")
        run_all()
        yield made
        transaction.set_rollback(True)
    settings.AUDIT_HEAD_FILE = head


def digest() -> list[tuple[Any, ...]]:
    """What a world is, without keys and secrets."""
    return [
        *Organization.objects.order_by("path").values_list("path", "name"),
        *User.objects.order_by("pk").values_list("display_name", "elder_mode"),
        *Need.objects.order_by("pk").values_list("title", "state", "proposed_at"),
        *Partnership.objects.order_by("pk").values_list("title", "state", "active_since"),
        *Activity.objects.order_by("pk").values_list("title", "state", "published_at"),
        *SignUp.objects.order_by("pk").values_list("name", "state", "minutes"),
        *Confirmation.objects.order_by("pk").values_list("verdict", "stars", "words"),
    ]


def test_the_same_seed_and_day_make_the_same_world() -> None:
    worlds = []
    for seed in (7, 7, 8):
        with transaction.atomic():
            build(seed=seed, today=dt.date(2026, 4, 16), scale="tiny")
            worlds.append(digest())
            transaction.set_rollback(True)
    assert worlds[0] == worlds[1]
    assert worlds[0] != worlds[2]


def test_every_state_of_the_loop_occurs(world: World) -> None:
    def states(model: Any) -> set[str]:
        return set(model.objects.values_list("state", flat=True))

    assert states(Need) >= {"proposed", "open", "in_progress", "met", "lapsed"}
    assert states(Claim) >= {"offered", "accepted", "asked"}
    assert states(Partnership) >= {"proposed", "active"}
    assert states(Project) >= {"running"}
    assert states(Activity) >= {"open", "finished", "settled"}
    assert states(SignUp) >= {"confirmed", "attended", "absent", "cancelled"}
    assert set(Confirmation.objects.values_list("verdict", flat=True)) >= {"done", "partly"}
    assert Place.objects.filter(management=Place.Management.NONE).exists()


def test_it_is_made_of_actions(world: World) -> None:
    assert 1000 < sum(world.done.values()) < 12_000


def test_only_personas_can_sign_in(world: World) -> None:
    usable = {user.pk for user in User.objects.all() if user.has_usable_password()}
    assert usable == {user.pk for user in world.personas.values()}
    assert len(PERSONAS) >= 10


def test_every_persona_signs_in_with_number_and_password(world: World) -> None:
    for persona in PERSONAS:
        client = Client()
        kind = "phone" if persona.number.startswith("139") else "number"
        assert (
            Identifier.objects.get(digest=Identifier.digest_of(kind, persona.number)).user.display_name
            == persona.name
        )
        assert client.login(username=persona.number, password=PASSWORD), persona.name


def test_something_waits_on_the_desks(world: World) -> None:
    def person(key: str) -> Any:
        return User.objects.get(pk=world.personas[key].pk)

    assert activities.next_for(person("member-a")) is not None
    assert partnerships.to_sign(person("secretary-a")).exists()
    assert activities.to_confirm(person("secretary-b")).exists()
    for worker in ("worker-a", "worker-b"):
        assert partnerships.to_check(person(worker)).exists()
        assert reviews.to_ask(person(worker)).exists()
    assert partnerships.offers_to_decide(person("worker-a")).exists()
    assert partnerships.to_sign(person("community-a")).exists()
    for resident in ("resident-a", "resident-b"):
        assert partnerships.proposed_by(person(resident)).exists()
    assert Notice.objects.filter(to=person("secretary-a"), read_at=None).exists()


def test_the_personas_have_read_their_messages_but_the_newest(world: World) -> None:
    left = {key: unread_count(person) for key, person in world.personas.items()}
    assert max(left.values()) <= 8, left
    assert left["member-a"] >= 3
    assert Notice.objects.visible_to(world.personas["member-a"]).exclude(read_at=None).exists()


def test_verify_finds_nothing_broken(world: World) -> None:
    assert list(checks())[:3] == ["notices", "audit", "accounts"]
    assert list(broken()) == []


def test_verify_says_what_is_broken(world: World) -> None:
    seat = SignUp.objects.filter(state="confirmed").first()
    assert seat is not None
    type(seat.shift).objects.filter(pk=seat.shift_id).update(taken=0)
    with pytest.raises(SystemExit):
        call_command("verify")
    assert [context for context, _words in broken()] == ["activities"]


# ---------------------------------------------------------------- personas and other people's databases


def test_personas_answer_only_in_the_demo(world: World, settings: Any) -> None:
    assert persona_user("worker-a") is None
    assert personas() == []
    settings.DEMO = True
    assert persona_user("worker-a") == world.personas["worker-a"]
    assert [persona.key for persona in personas()] == [persona.key for persona in PERSONAS]
    assert persona_user("nobody") is None


def test_a_world_that_is_there_is_used_again(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    day = today()
    database.mark(world, database.fingerprint(seed=1, today=day, scale="small"), "small")
    before = User.objects.count()
    call_command("demo", "--scale", "small", "--today", day.isoformat())
    out = capsys.readouterr().out
    assert "is there already" in out
    assert all(persona.name in out and persona.number in out for persona in PERSONAS)
    assert User.objects.count() == before


def test_the_fingerprint_follows_seed_day_and_scale() -> None:
    day = dt.date(2026, 4, 16)
    prints = [
        database.fingerprint(seed=1, today=day, scale="full"),
        database.fingerprint(seed=2, today=day, scale="full"),
        database.fingerprint(seed=1, today=day + dt.timedelta(days=1), scale="full"),
        database.fingerprint(seed=1, today=day, scale="small"),
    ]
    assert len(set(prints)) == 4
    assert prints[0] == database.fingerprint(seed=1, today=day, scale="full")


# ---------------------------------------------------------------- every persona opens every page it is shown

HREF = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)"')
NOT_PAGES = ("/static/", "/healthz", "/readyz", "tel:", "mailto:")
MOST = 45


def links(html: str) -> list[str]:
    found = (unescape(href) for href in HREF.findall(html))
    return list(
        dict.fromkeys(href for href in found if href.startswith("/") and not href.startswith(NOT_PAGES))
    )


def kind_of(path: str) -> str:
    """One page of each kind is enough: numbers and queries don't make another one."""
    return re.sub(r"\d+", "#", path.partition("?")[0])


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.key)
def test_every_persona_opens_every_page_it_is_shown(world: World, persona: Any) -> None:
    client = Client()
    client.force_login(world.personas[persona.key])
    waiting, seen, wrong = [reverse("portal:desk")], set[str](), []
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        if kind_of(path) in seen:
            continue
        seen.add(kind_of(path))
        response = client.get(path, follow=True)
        if response.status_code != 200:
            wrong.append((path, response.status_code))
        elif response.get("Content-Type", "").startswith("text/html"):
            text = response.content.decode()
            if re.search(r"<h1[^>]*>\s*</h1>", text):
                wrong.append((path, "an empty heading"))
            waiting += links(text)
    assert wrong == []
    assert len(seen) > 8
