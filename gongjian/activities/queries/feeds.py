"""Calendars as iCalendar data (RFC 5545): one's own shifts, and what is open to everybody."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from gongjian.core.clock import now
from gongjian.core.crypto import keyed_hash

from ..models import Activity, Feed, Shift, SignUp
from .board import OF_SHIFT, PASSED

BACK = dt.timedelta(days=90)
MOST = 300


def feed_of(user: Any) -> Feed | None:
    return Feed.objects.visible_to(user).first()


def own_calendar(token: str, site: str) -> bytes:
    """The shifts of the person whose address this is, from 90 days back; `Http404` when it was closed or never was."""
    feed = Feed.objects.select_related("person").filter(digest=keyed_hash(token, "feed")).first()
    if feed is None or not feed.person.is_active:
        raise Http404
    rows = SignUp.objects.filter(person=feed.person, shift__starts_at__gte=now() - BACK)
    rows = rows.exclude(state__in=[SignUp.State.CANCELLED, *PASSED]).exclude(
        shift__activity__state=Activity.State.CANCELLED
    )
    rows = rows.select_related("shift", *(f"shift__{name}" for name in OF_SHIFT)).order_by("shift__starts_at")
    return _calendar(_("My activities"), ((row.shift, row.get_state_display()) for row in rows[:MOST]), site)


def public_calendar(site: str) -> bytes:
    """The shifts that everybody may join, until they are over."""
    rows = Shift.objects.open_to_all().filter(is_open=True, ends_at__gt=now()).select_related(*OF_SHIFT)
    return _calendar(_("Activities"), ((row, "") for row in rows.order_by("starts_at", "pk")[:MOST]), site)


def _calendar(name: str, rows: Iterable[tuple[Shift, str]], site: str) -> bytes:
    found = Calendar()
    found.add("prodid", "-//Gongjian//ZH")
    found.add("version", "2.0")
    found.add("x-wr-calname", name)
    for shift, state in rows:
        found.add_component(_event(shift, state, site))
    return bytes(found.to_ical())


def _event(shift: Shift, state: str, site: str) -> Event:
    """Title, time, place and the way to the page; no person's name or number."""
    event = Event()
    event.add("uid", f"shift-{shift.pk}@gongjian")
    event.add("dtstamp", now())
    event.add("dtstart", shift.starts_at)
    event.add("dtend", shift.ends_at)
    event.add("summary", f"{shift.activity.title}（{state}）" if state else shift.activity.title)
    event.add("location", shift.activity.where)
    event.add("url", site + reverse("activities:detail", args=[shift.activity_id]))
    return event
