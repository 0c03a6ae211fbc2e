"""The rotating code, without a database."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.activities.checkin_code import Rhythm, code, seconds_left, verify
from gongjian.activities.models import Shift

NOON = dt.datetime(2026, 4, 16, 12, 0, tzinfo=dt.UTC)
MOMENTS = st.datetimes(
    min_value=dt.datetime(2020, 1, 1), max_value=dt.datetime(2040, 1, 1), timezones=st.just(dt.UTC)
)


def seconds(n: float) -> dt.timedelta:
    return dt.timedelta(seconds=n)


@given(moment=MOMENTS, key=st.text("0123456789abcdef", min_size=8, max_size=64))
def test_a_code_has_six_digits_and_holds_for_its_step(moment: dt.datetime, key: str) -> None:
    shift = Shift(code_key=key)
    digits = code(shift, moment)
    assert len(digits) == 6
    assert digits.isdigit()
    begin = moment - seconds(moment.timestamp() % 15)
    assert {code(shift, begin + seconds(n)) for n in (0.5, 7, 14.5)} == {digits}


@pytest.mark.parametrize(("later", "accepted"), [(0, True), (14, True), (15, True), (29, True), (30, False)])
def test_a_code_is_accepted_for_thirty_seconds(later: int, accepted: bool) -> None:
    shift = Shift(code_key="secret")
    assert verify(code(shift, NOON), shift, NOON + seconds(later)) is accepted


def test_a_code_is_never_accepted_before_its_time() -> None:
    shift = Shift(code_key="secret")
    assert not verify(code(shift, NOON + seconds(15)), shift, NOON)


def test_another_shift_has_another_code() -> None:
    one, two = Shift(code_key="one"), Shift(code_key="two")
    assert not verify(code(one, NOON), two, NOON)


def test_the_rhythm_is_data() -> None:
    shift, slow = Shift(code_key="secret"), Rhythm(step=60, accepted=120)
    digits = code(shift, NOON, slow)
    assert verify(digits, shift, NOON + seconds(119), slow)
    assert not verify(digits, shift, NOON + seconds(120), slow)


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "１２３４５６", "\x00" * 6, "é12345", "1" * 10_000])
def test_nonsense_is_no_code(typed: str) -> None:
    assert not verify(typed, Shift(code_key="secret"), NOON)


def test_seconds_left_count_down_to_the_next_code() -> None:
    assert [seconds_left(NOON + seconds(n)) for n in (0, 1, 14, 15)] == [15, 14, 1, 15]
