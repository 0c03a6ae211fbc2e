"""Shape of what is typed about objections, corrections and ratings."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models import Dispute, SignUp
from .attending import PressForm

LONG = forms.Textarea(attrs={"rows": 3})


class DisputeForm(forms.Form):
    """What is wrong with one's own record."""

    words = forms.CharField(
        label=_("What is not right?"),
        max_length=300,
        widget=LONG,
        help_text=_("In a sentence, such as “I stayed until 17:00”. The organiser reads it."),
    )
    wanted_minutes = forms.IntegerField(
        label=_("How many minutes were they? (if you know)"), min_value=1, required=False
    )

    def __init__(self, seat: SignUp, data: Any = None) -> None:
        super().__init__(data)
        most: Any = self.fields["wanted_minutes"]
        most.max_value = seat.shift.minutes
        most.widget.attrs["max"] = seat.shift.minutes


class CorrectionForm(forms.Form):
    """The right minutes, and why the record was wrong."""

    minutes = forms.IntegerField(
        label=_("The right minutes"), min_value=0, help_text=_("0 when the person was not there.")
    )
    why = forms.CharField(
        label=_("Why?"),
        max_length=300,
        widget=LONG,
        help_text=_("Stays in the history for ever; the person reads it."),
    )

    def __init__(self, seat: SignUp, data: Any = None) -> None:
        super().__init__(data, initial={"minutes": seat.minutes or 0})
        self.seat = seat

    def clean_minutes(self) -> int:
        minutes: int = self.cleaned_data["minutes"]
        if minutes > self.seat.shift.minutes:
            raise ValidationError(
                _("The shift was %s minutes long without breaks. Please give fewer.")
                % self.seat.shift.minutes
            )
        return minutes


class AnswerForm(CorrectionForm):
    """The answer to an objection: put it right, or leave it and say why."""

    class Way:
        CORRECT, KEEP = "correct", "keep"

    way = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(Way.CORRECT, _("Put the record right")), (Way.KEEP, _("Keep the record"))],
        widget=forms.RadioSelect,
    )
    field_order = ["way", "minutes", "why"]

    def __init__(self, dispute: Dispute, data: Any = None) -> None:
        super().__init__(dispute.sign_up, data)
        if dispute.wanted_minutes is not None:
            self.initial["minutes"] = dispute.wanted_minutes

    @property
    def corrects(self) -> bool:
        return bool(self.cleaned_data.get("way") == self.Way.CORRECT)


class RatingForm(PressForm):
    """How it was: one tap, and words if one likes."""

    STARS = [
        (5, _("5 · very good")),
        (4, _("4 · good")),
        (3, _("3 · fair")),
        (2, _("2 · poor")),
        (1, _("1 · bad")),
    ]

    stars = forms.TypedChoiceField(
        label=_("How was it?"), choices=STARS, coerce=int, widget=forms.RadioSelect, empty_value=None
    )
    field_order = ["stars", "words"]
    words = forms.CharField(
        label=_("In your own words (if you like)"),
        max_length=300,
        required=False,
        widget=LONG,
        help_text=_("Shown without your name. Please name no other person."),
    )
