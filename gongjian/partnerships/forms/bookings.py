"""The shape of opening hours and of a booking."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import at
from gongjian.core.form_rendering import DateInput, TimeInput
from gongjian.partnerships.models import Resource, Weekday

from .needs import SideForm, no_private_numbers


class HoursForm(forms.Form):
    """For each day of the week from when to when; both empty means closed."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for day in Weekday:
            opens = gettext("%(day)s: opens at") % {"day": day.label}
            closes = gettext("%(day)s: closes at") % {"day": day.label}
            self.fields[f"opens_{day.value}"] = forms.TimeField(
                label=opens, required=False, widget=TimeInput()
            )
            self.fields[f"closes_{day.value}"] = forms.TimeField(
                label=closes, required=False, widget=TimeInput()
            )

    @staticmethod
    def initial_of(resource: Resource) -> dict[str, dt.time]:
        """What is stored now, as this form shows it."""
        found: dict[str, dt.time] = {}
        for row in resource.hours.all():
            found |= {f"opens_{row.weekday}": row.opens, f"closes_{row.weekday}": row.closes}
        return found

    @property
    def rows(self) -> list[tuple[str, Any, Any]]:
        """Name of the day and its two fields."""
        return [(str(day.label), self[f"opens_{day.value}"], self[f"closes_{day.value}"]) for day in Weekday]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for day in Weekday:
            opens, closes = found.get(f"opens_{day.value}"), found.get(f"closes_{day.value}")
            if bool(opens) != bool(closes):
                missing = "closes" if opens else "opens"
                self.add_error(f"{missing}_{day.value}", gettext("Enter both times, or leave both empty."))
            elif opens and closes and closes <= opens:
                self.add_error(f"closes_{day.value}", gettext("It must close later than it opens."))
        return found

    def hours(self) -> dict[int, tuple[dt.time, dt.time]]:
        """The days that are open."""
        found = self.cleaned_data
        return {
            day.value: (found[f"opens_{day.value}"], found[f"closes_{day.value}"])
            for day in Weekday
            if found.get(f"opens_{day.value}")
        }


class BookingForm(SideForm):
    """Who books it, when, what for."""

    day = forms.DateField(label=_("Day"), widget=DateInput())
    starts = forms.TimeField(label=_("From"), widget=TimeInput())
    ends = forms.TimeField(label=_("To"), widget=TimeInput())
    number = forms.IntegerField(label=_("How many"), min_value=1, max_value=1000, initial=1)
    purpose = forms.CharField(
        label=_("What for?"),
        max_length=120,
        help_text=_("Everybody reads it in the calendar once it is booked."),
        error_messages={"required": _("Please say what it is for.")},
    )

    def __init__(self, *args: Any, resource: Resource, **options: Any) -> None:
        super().__init__(*args, **options)
        if resource.quantity == 1:
            self.fields["number"].widget = forms.HiddenInput()

    def clean_purpose(self) -> str:
        purpose = str(self.cleaned_data["purpose"])
        no_private_numbers(purpose)
        return purpose

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        starts, ends = found.get("starts"), found.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", gettext("The end must be later than the beginning."))
        if found.get("day") and not 2000 <= found["day"].year <= 2100:
            raise ValidationError({"day": gettext("Choose a time from now on, at most half a year ahead.")})
        return found

    def wanted(self) -> dict[str, Any]:
        """What the action takes."""
        found = self.cleaned_data
        return {
            "organization": found["organization"],
            "purpose": found["purpose"],
            "number": found["number"],
            "starts_at": at(found["day"], found["starts"].hour, found["starts"].minute),
            "ends_at": at(found["day"], found["ends"].hour, found["ends"].minute),
        }
