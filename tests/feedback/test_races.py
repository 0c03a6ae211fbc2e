"""One form sent six times at once is one remark; one remark is answered once."""

from functools import partial

import pytest

from gongjian.core.access import Guest
from gongjian.feedback import actions
from gongjian.feedback.models import Remark
from gongjian.organizations.posts import Post
from tests.feedback.factories import make_days, make_remark
from tests.organizations.factories import appoint, make_organization
from tests.races import failures, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_form_six_times_at_once_is_one_remark() -> None:
    make_days()
    by = Guest.holding("feedback.say", Remark())
    call = partial(actions.say, by=by, kind="suggestion", words="字太小", once="a" * 32)
    results = together([call] * 6)
    assert sorted(type(result).__name__ for result in results) == ["Receipt", *["Refused"] * 5]
    assert Remark.objects.count() == 1


def test_one_remark_answered_by_five_at_once_is_answered_once() -> None:
    operators = [appoint(f"管理员{n}", make_organization(f"单位{n}"), Post.OPERATOR) for n in range(5)]
    remark = make_remark()
    results = together(
        [partial(actions.answer, by=by, remark=remark, answer=f"答复 {by.pk}") for by in operators]
    )
    assert sorted(type(error).__name__ for error in failures(results)) == ["Refused"] * 4
    remark.refresh_from_db()
    assert remark.answer == f"答复 {remark.answered_by_id}"
