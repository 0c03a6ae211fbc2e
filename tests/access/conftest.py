"""The access world is built once for each test module, inside one transaction that is undone at its end."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from gongjian.policy.queries import forget

from .browse import Visitor
from .rows import ROLES
from .world import World, build


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Iterator[World]:
    """Rows of every kind and state; what a test changes is rolled back by `visit`."""
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        forget()
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def visit(world: World) -> Visitor:
    """Ask an address as a role, and forget what it changed."""
    visitor = Visitor(world)
    for who in [*ROLES, *world.people]:
        visitor.client(who)  # sessions are made here: one made in a test would be undone with it
    return visitor
