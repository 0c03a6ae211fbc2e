"""Rows that a load driver needs, written straight into its own database: people with sessions, open shifts."""

import datetime as dt
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils.crypto import get_random_string

from gongjian.accounts.models import User
from gongjian.activities.models import Activity, Shift, SignUp
from gongjian.core.clock import now
from gongjian.organizations.models import Affiliation, Organization
from gongjian.partnerships.models import Category

HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Person:
    pk: int
    session: str


def make_branch() -> Organization:
    kind = Organization.Kind.BRANCH
    return Organization.objects.create(
        kind=kind, side="campus", name="测压支部", short_name="测压", path="0001"
    )


def make_people(number: int, branch: Organization) -> list[Person]:
    """Members of the branch, each with a session as sign-in would leave it."""
    users = User.objects.bulk_create([User(display_name=f"志愿者{n}", password="!") for n in range(number)])
    kind = Affiliation.Kind.MEMBER
    Affiliation.objects.bulk_create(
        [Affiliation(person=user, organization=branch, kind=kind) for user in users]
    )
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    until = now() + dt.timedelta(days=1)
    rows, people = [], []
    for user in users:
        data = {
            "_auth_user_id": str(user.pk),
            "_auth_user_backend": settings.AUTHENTICATION_BACKENDS[0],
            "_auth_user_hash": user.get_session_auth_hash(),
        }
        key = get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789")
        rows.append(Session(session_key=key, session_data=store.encode(data), expire_date=until))
        people.append(Person(user.pk, key))
    Session.objects.bulk_create(rows)
    _remember(rows)
    return people


def _remember(rows: list[Session]) -> None:
    """Sign-in leaves a session in the cache too, where sessions are cached."""
    engine = import_module(settings.SESSION_ENGINE)
    prefix = getattr(engine, "KEY_PREFIX", None)
    if prefix:
        cache.set_many(
            {prefix + row.session_key: row.get_decoded() for row in rows}, settings.SESSION_COOKIE_AGE
        )


def make_shift(
    branch: Organization,
    drafted_by: int,
    starts_at: dt.datetime,
    *,
    capacity: int,
    waiting_places: int = 0,
    taken: int = 0,
) -> Shift:
    """One shift of half an hour of an activity of its own, open for sign-up."""
    activity = Activity.objects.create(
        organizer=branch,
        category=Category.OTHER,
        title="最后一个名额",
        words="一起去",
        where="操场",
        risks="注意脚下",
        contact_name="联系人",
        contact_phone="88001234",
        state=Activity.State.OPEN,
        drafted_by_id=drafted_by,
        published_at=now(),
    )
    return Shift.objects.create(
        activity=activity,
        starts_at=starts_at,
        ends_at=starts_at + HOUR / 2,
        capacity=capacity,
        taken=taken,
        waiting_places=waiting_places,
        is_open=True,
    )


def seat(people: list[Person], shift: Shift) -> None:
    """Give everybody a seat in a shift."""
    rows = [SignUp(shift=shift, person_id=p.pk, name="志愿者", state=SignUp.State.CONFIRMED) for p in people]
    SignUp.objects.bulk_create(rows, batch_size=500)
    Shift.objects.filter(pk=shift.pk).update(taken=len(rows))
