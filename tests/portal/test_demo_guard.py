"""The demo keeps away from data that is not its own."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from gongjian.accounts.models import User
from gongjian.portal.demo import database
from gongjian.portal.queries.personas import persona_user, personas
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db


def test_personas_do_not_answer_in_a_database_without_the_mark(settings: Any) -> None:
    settings.DEMO = True
    make_user("赵敏")
    assert persona_user("worker-a") is None
    assert personas() == []


def test_the_demo_refuses_a_database_that_holds_other_data() -> None:
    make_user("不是演示数据")
    with pytest.raises(CommandError, match="not the demo's"):
        call_command("demo")
    assert User.objects.count() == 1


def test_nothing_is_cleared_outside_the_demo() -> None:
    with pytest.raises(RuntimeError):
        database.clear()
    assert database.has_tables()


def test_an_empty_database_may_become_the_demos() -> None:
    assert database.found() is None
