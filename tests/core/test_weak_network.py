"""Forms that a phone sends later: never for another person, and answered in words that the queue can keep."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.core.weak_network import VISITOR, person_key
from gongjian.feedback.models import Remark
from gongjian.notices.models import Notice
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db
LATER = {"X-Gongjian-Sent-Later": "1"}


def say(client: Client, who: str | None, words: str = "三栋楼道的灯坏了，请修一修。", **headers: str) -> Any:
    """Post the one form that everybody may send."""
    named = {} if who is None else {"X-Gongjian-Person": who}
    address = reverse("feedback:say")
    return client.post(address, {"kind": "suggestion", "words": words}, headers={**named, **headers})


def test_the_key_names_one_person_and_says_nothing_of_them() -> None:
    first, second = make_user("林知夏"), make_user("许安然")
    keys = {person_key(first), person_key(second)}
    assert len(keys) == 2
    assert VISITOR not in keys
    assert all(len(key) == 32 and str(first.pk) != key and UUID(hex=key) for key in keys)
    assert person_key(first) == person_key(first)


def test_without_the_header_nothing_is_different(client: Client) -> None:
    answer = say(client, None)
    assert (answer.status_code, Remark.objects.count()) == (302, 1)


def test_a_redirect_becomes_words_for_the_queue(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    answer = say(client, person_key(user), **LATER)
    body = answer.json()
    assert (answer.status_code, body["outcome"]) == (200, "done")
    assert body["to"].startswith("/")
    assert isinstance(body["words"], list)
    assert Remark.objects.count() == 1


def test_a_message_is_told_once_either_to_the_queue_or_on_the_next_page(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    address = reverse("accounts:me")
    named = {"X-Gongjian-Person": person_key(user)}
    data = {"display_name": "林知夏", "language": "zh-hans"}
    told = client.post(address, data, headers={**named, **LATER}).json()
    assert len(told["words"]) == 1
    assert told["words"][0] not in client.get(address).content.decode()
    told_now = client.post(address, data, headers=named).json()
    assert told_now["words"] == []
    assert told["words"][0] in client.get(told_now["to"]).content.decode()


@pytest.mark.parametrize("who", ["", "visitor", "0" * 32, "x" * 5000, "林知夏", "' OR 1=1 --"])
def test_another_persons_form_is_refused_and_nothing_is_stored(client: Client, who: str) -> None:
    client.force_login(make_user())
    answer = say(client, who.encode().decode("latin-1"), **LATER)
    assert (answer.status_code, answer.json()) == (409, {"outcome": "other_person"})
    assert Remark.objects.count() == 0
    assert Notice.objects.count() == 0


def test_a_form_of_somebody_who_has_signed_out_is_refused(client: Client) -> None:
    user = make_user()
    assert say(client, person_key(user), **LATER).status_code == 409
    assert Remark.objects.count() == 0


def test_a_visitors_form_is_not_sent_in_the_name_of_who_signed_in_since(client: Client) -> None:
    client.force_login(make_user())
    assert say(client, VISITOR).status_code == 409
    client.logout()
    assert say(client, VISITOR).json()["outcome"] == "done"
    assert Remark.objects.get().by_id is None


def test_a_mistake_is_answered_as_ever(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    answer = say(client, person_key(user), words="", **LATER)
    assert answer.status_code == 422
    assert "data-gj-errors" in answer.content.decode()
    assert Remark.objects.count() == 0


def test_a_page_that_asks_to_sign_in_says_so_instead_of_going_there(client: Client) -> None:
    answer = client.post(reverse("activities:check_in", args=[1]), headers={"X-Gongjian-Person": VISITOR})
    assert (answer.status_code, answer.json()["outcome"]) == (401, "sign_in")
    assert answer.json()["to"].startswith("/accounts/sign-in/")


def test_without_a_token_it_is_refused(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    user = make_user()
    strict.force_login(user)
    assert say(strict, person_key(user), **LATER).status_code == 403
    token = strict.get(reverse("portal:network")).json()["token"]
    answer = say(strict, person_key(user), **LATER, **{"X-CSRFToken": token})
    assert answer.json()["outcome"] == "done"


# ---------------------------------------------------------------- whose page it is


def test_every_page_names_its_person_by_the_key_only(client: Client) -> None:
    user = make_user()
    assert f'name="gj-person" content="{VISITOR}"' in client.get("/help/").content.decode()
    client.force_login(user)
    assert f'name="gj-person" content="{person_key(user)}"' in client.get("/help/").content.decode()


def test_error_pages_name_nobody(client: Client) -> None:
    client.force_login(make_user())
    assert "gj-person" not in client.get("/nowhere/").content.decode()
