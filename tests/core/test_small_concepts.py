"""Clock, states, encryption, limits, pages: each concept of the core does what its docstring says."""

import datetime as dt

import pytest
from cryptography.fernet import InvalidToken
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import translation

from gongjian.accounts.models import Identifier
from gongjian.core import clock
from gongjian.core.crypto import decrypt, encrypt, keyed_hash, mask
from gongjian.core.errors import Refused, TooMany
from gongjian.core.limits import allow
from gongjian.core.pages import form_page, page_of, refusals_in
from gongjian.core.states import can_move, move
from gongjian.partnerships.models import Claim
from tests.accounts.factories import make_user

MIDNIGHT_IN_SHANGHAI = dt.datetime(2026, 5, 3, 16, 0, tzinfo=dt.UTC)


def test_the_day_turns_at_midnight_of_the_platforms_zone():
    with clock.moved_to(MIDNIGHT_IN_SHANGHAI - dt.timedelta(seconds=1)):
        assert clock.today() == dt.date(2026, 5, 3)
    with clock.moved_to(MIDNIGHT_IN_SHANGHAI):
        assert clock.today() == dt.date(2026, 5, 4)
        assert clock.at(clock.today()) == MIDNIGHT_IN_SHANGHAI


def test_a_moved_clock_comes_back_even_after_an_error():
    with pytest.raises(ZeroDivisionError), clock.moved_to(MIDNIGHT_IN_SHANGHAI):
        _ = 1 / 0
    assert abs((clock.now() - dt.datetime.now(dt.UTC)).total_seconds()) < 5


def test_a_state_moves_only_as_its_model_says():
    claim = Claim(state=Claim.State.OFFERED)
    assert can_move(claim, Claim.State.ACCEPTED)
    move(claim, Claim.State.ACCEPTED)
    assert claim.state == Claim.State.ACCEPTED
    with translation.override("en"), pytest.raises(Refused, match="accepted"):
        move(claim, Claim.State.REFUSED)
    assert claim.state == Claim.State.ACCEPTED


@pytest.mark.parametrize("text", ["", "138 0013 8000", "清源街道 3 号", "x" * 5000, "😀"])
def test_what_is_encrypted_comes_back(text):
    assert decrypt(encrypt(text)) == text


def test_ciphertext_differs_each_time_and_can_not_be_altered():
    first, second = encrypt("13800138000"), encrypt("13800138000")
    assert first != second
    assert "138" not in first
    with pytest.raises(InvalidToken):
        decrypt(first[:-2] + "AA")


def test_hashes_of_one_value_differ_by_purpose():
    assert keyed_hash("a", "one") == keyed_hash("a", "one")
    assert keyed_hash("a", "one") != keyed_hash("a", "two")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("13800138000", "138****8000"),
        ("zhang.wei@example.org", "z***@example.org"),
        ("202230017", "20****17"),
        ("王", "王****"),
        ("", "****"),
    ],
)
def test_masks_keep_what_is_needed_to_recognise_ones_own(value, shown):
    assert mask(value) == shown


@pytest.mark.django_db
def test_an_identifier_is_ciphertext_in_the_table():
    person = make_user(phone="13800138000")
    with connection.cursor() as cursor:
        cursor.execute("SELECT value, digest FROM accounts_identifier WHERE user_id = %s", [person.pk])
        value, digest = cursor.fetchone()
    assert "13800138000" not in value
    assert "13800138000" not in digest
    assert Identifier.objects.get(user=person).value == "13800138000"


def test_a_door_opens_so_often_and_then_not():
    for _knock in range(3):
        allow("test-door", "1.2.3.4", times=3, seconds=60)
    with pytest.raises(TooMany):
        allow("test-door", "1.2.3.4", times=3, seconds=60)
    allow("test-door", "5.6.7.8", times=3, seconds=60)
    allow("other-door", "1.2.3.4", times=3, seconds=60)


class Words(forms.Form):
    words = forms.CharField()


@pytest.mark.parametrize(
    ("error", "status", "where"),
    [
        (Refused("no"), 409, "__all__"),
        (ValidationError("bad"), 422, "__all__"),
        (ValidationError({"words": ["bad"]}), 422, "words"),
        (ValidationError({"elsewhere": ["bad"]}), 422, "__all__"),
    ],
)
@pytest.mark.django_db
def test_a_refused_form_keeps_what_was_typed_and_says_why(rf, error, status, where):
    form = Words({"words": "typed <b>words</b>"})
    assert form.is_valid()
    with refusals_in(form):
        raise error
    assert list(form.errors) == [where]
    request = rf.post("/")
    request.user, request.session = make_user(), {}
    response = form_page(request, "409.html", form, {"message": ""})
    assert response.status_code == status
    assert form["words"].value() == "typed <b>words</b>"


@pytest.mark.parametrize(("asked", "got"), [("2", 2), ("99", 3), ("0", 3), ("-1", 3), ("x", 1), ("", 1)])
def test_a_page_number_out_of_range_shows_the_nearest_page(rf, asked, got):
    page = page_of(rf.get("/", {"page": asked}), list(range(5)), size=2)
    assert page.number == got
