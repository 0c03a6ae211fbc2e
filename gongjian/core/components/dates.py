"""Days, times, durations and hidden digits, as people say them in the page's language."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from gongjian.core import clock

from .registry import register

Moment = dt.date | dt.datetime


def as_date(value: Moment) -> dt.date:
    """The local day of a moment; a day as it is."""
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def as_time(value: dt.datetime | dt.time) -> str:
    """14:30, in local time."""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value:%H:%M}"


def month_only(value: Moment) -> str:
    """4月 / Apr."""
    return date_format(as_date(value), pgettext("how a month is written", "M"))


@register.filter
def month_day(value: Moment) -> str:
    """4月16日 / 16 April; with the year when it is another one."""
    if not value:
        return ""
    day = as_date(value)
    return date_format(day, "MONTH_DAY_FORMAT" if day.year == clock.today().year else "DATE_FORMAT")


@register.filter
def weekday(value: Moment) -> str:
    """周四 / Thu."""
    if not value:
        return ""
    names = (
        pgettext("weekday", "Mon"), pgettext("weekday", "Tue"), pgettext("weekday", "Wed"), pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"), pgettext("weekday", "Sat"), pgettext("weekday", "Sun"),
    )  # fmt: skip
    return names[as_date(value).weekday()]


@register.filter
def local_day(value: Moment) -> str:
    """4月16日 周四 / 16 April, Thu."""
    return _("%(day)s, %(weekday)s") % {"day": month_day(value), "weekday": weekday(value)} if value else ""


@register.filter
def local_time(value: dt.datetime) -> str:
    """14:30."""
    return as_time(value) if value else ""


@register.filter
def day_time(value: dt.datetime) -> str:
    """4月16日 14:30."""
    return f"{month_day(value)} {as_time(value)}" if value else ""


@register.filter
def time_range(start: dt.datetime, end: dt.datetime | None = None) -> str:
    """14:30–16:00; with the days when it runs over midnight."""
    if not start or not end:
        return local_time(start)
    if as_date(start) == as_date(end):
        return f"{as_time(start)}–{as_time(end)}"
    return f"{day_time(start)} – {day_time(end)}"


@register.filter
def day_range(start: dt.datetime, end: dt.datetime | None = None) -> str:
    """4月16日 周四 14:30–16:00."""
    if not start:
        return ""
    if end and as_date(start) != as_date(end):
        return time_range(start, end)
    return f"{local_day(start)} {time_range(start, end)}"


@register.filter
def days_between(start: Moment, end: Moment) -> str:
    """9月1日 – 次年4月10日, as two full dates."""
    return (
        f"{date_format(as_date(start), 'DATE_FORMAT')} – {date_format(as_date(end), 'DATE_FORMAT')}"
        if start and end
        else ""
    )


@register.filter
def hours(minutes: int | None) -> str:
    """150 → 2.5: minutes as hours, at most one decimal, as certificates count them."""
    return f"{(minutes or 0) / 60:.1f}".removesuffix(".0")


@register.filter
def hours_minutes(minutes: int | None) -> str:
    """150 → 2 小时 30 分钟 / 2 h 30 min."""
    whole, rest = divmod(int(minutes or 0), 60)
    pieces = [ngettext("%(n)d hour", "%(n)d hours", whole) % {"n": whole}] if whole else []
    if rest or not whole:
        pieces.append(ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest})
    return " ".join(pieces)


@register.filter
def masked(value: str | None) -> str:
    """138****2207, 林*夏: enough to recognise, too little to use."""
    text = str(value or "").strip()
    if not text:
        return ""
    if sum(letter.isdigit() for letter in text) >= 7:
        return f"{text[:3]}****{text[-4:]}"
    if len(text) == 2:
        return f"{text[0]}*"
    return f"{text[0]}{'*' * max(1, len(text) - 2)}{text[-1]}" if len(text) > 2 else "*"
