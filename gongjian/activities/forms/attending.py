"""Shape of what is typed about attendance and minutes."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import at
from gongjian.core.form_rendering import CodeInput, TimeInput

from .. import checkin_code, queries
from ..models import Shift, SignUp


class PressedAtField(forms.Field):
    """A moment by a phone's clock: ISO 8601 with its distance to UTC, so that no time zone is guessed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, **kwargs)

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()[:60]
        try:
            moment = parse_datetime(text) if text else None
        except ValueError:
            moment = None
        if text and (moment is None or moment.tzinfo is None or not 2000 < moment.year < 2100):
            raise ValidationError(
                _("The phone did not say properly when the button was pressed. Please try again.")
            )
        return moment.astimezone(dt.UTC) if moment else None


class PressForm(forms.Form):
    """What a phone adds to a form that waited for the network: the moment of the press, and a mark of its own."""

    queued_at = PressedAtField()
    once = forms.UUIDField(
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid": _("The phone sent a mark that can't be read. Please try again.")},
    )


class ReturnForm(forms.Form):
    """What should be different in minutes that are sent back."""

    reason = forms.CharField(label=_("What should be different?"), max_length=120)


class CodeForm(PressForm):
    """The six digits from the organiser's screen; blanks between them do no harm."""

    code = forms.CharField(label=_("Six digits from the screen"), max_length=20, widget=CodeInput)

    def clean_code(self) -> str:
        code = "".join(str(self.cleaned_data["code"]).split())
        if len(code) != 6 or not code.isascii() or not code.isdigit():
            raise ValidationError(_("The code has six digits. Please type it as it stands on the screen."))
        return code


class TickForm(PressForm):
    """Why somebody is put on the list by hand."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=120,
        required=False,
        help_text=_("Such as “no phone”. A reason is welcome, not needed."),
        error_messages={"max_length": _("Please use 120 characters at most.")},
    )


class MinutesForm(forms.Form):
    """Minutes for each of some seats, at first those of the whole shift."""

    def __init__(self, seats: Iterable[SignUp], data: Any = None) -> None:
        super().__init__(data)
        for seat in seats:
            self.fields[self.name_of(seat)] = forms.IntegerField(
                label=seat.name,
                min_value=1,
                max_value=seat.shift.minutes,
                initial=seat.minutes or queries.served(seat),
            )

    @staticmethod
    def name_of(seat: SignUp) -> str:
        return f"minutes_{seat.pk}"

    @staticmethod
    def asked_for(data: Any) -> list[int]:
        """The seats that a posted page named, a page's worth at most."""
        found = [name.removeprefix("minutes_") for name in data if name.startswith("minutes_")]
        return [int(pk) for pk in found if pk.isascii() and pk.isdigit() and len(pk) < 16][:200]

    def minutes(self) -> dict[int, int]:
        return {int(name.removeprefix("minutes_")): value for name, value in self.cleaned_data.items()}


class ScanForm(forms.Form):
    """A person's own code: from a hand scanner, from the camera, or typed."""

    text = forms.CharField(
        label=_("The person's code"),
        max_length=60,
        help_text=_("Scan the code on the person's phone, or type it as it stands below the picture."),
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "autofocus": True}
        ),
    )
    leaving = forms.ChoiceField(
        label=_("What is recorded"),
        choices=[("in", _("Arrives")), ("out", _("Leaves"))],
        required=False,
        initial="in",
        widget=forms.RadioSelect,
    )

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if checkin_code.seat_named(text) is None:
            raise ValidationError(_("This is no code of a person here. It begins with GJ and a number."))
        return text


class SheetForm(forms.Form):
    """A signed sheet: who came, and the times where the sheet gives them; a row of fields for each person."""

    def __init__(self, shift: Shift, seats: Iterable[SignUp], data: Any = None) -> None:
        super().__init__(data)
        self.shift, self.seats = shift, list(seats)
        for seat in self.seats:
            key = seat.pk
            self.fields[f"here_{key}"] = forms.BooleanField(label=_("%s came") % seat.name, required=False)
            self.fields[f"came_{key}"] = forms.TimeField(
                label=_("%s: came at") % seat.name, widget=TimeInput, required=False
            )
            self.fields[f"left_{key}"] = forms.TimeField(
                label=_("%s: left at") % seat.name, widget=TimeInput, required=False
            )

    def rows(self) -> Iterator[tuple[SignUp, Any, Any, Any]]:
        """Each person with the three fields, for the table."""
        for seat in self.seats:
            yield seat, self[f"here_{seat.pk}"], self[f"came_{seat.pk}"], self[f"left_{seat.pk}"]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for seat in self.seats:
            timed = [name for name in ("came", "left") if found.get(f"{name}_{seat.pk}")]
            if timed and not found.get(f"here_{seat.pk}"):
                self.add_error(f"here_{seat.pk}", _("%s has a time, but no tick.") % seat.name)
        if not self.errors and not self.entered():
            raise ValidationError(_("Please tick at least one person who signed the sheet."))
        return found

    def entered(self) -> dict[int, dict[str, dt.datetime | None]]:
        """For each ticked seat the moments on the day of the shift."""
        found = self.cleaned_data
        ticked = [seat.pk for seat in self.seats if found.get(f"here_{seat.pk}")]
        return {
            pk: {name: self._moment(found.get(f"{name}_{pk}")) for name in ("came", "left")} for pk in ticked
        }

    def _moment(self, time: dt.time | None) -> dt.datetime | None:
        return at(localtime(self.shift.starts_at).date(), time.hour, time.minute) if time else None
