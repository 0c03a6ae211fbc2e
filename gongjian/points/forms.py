"""Forms about points."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class ReverseForm(forms.Form):
    """Why an award is taken back."""

    reason = forms.CharField(
        label=_("What was wrong"),
        help_text=_("The person reads this sentence in their statement."),
        min_length=4,
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
    )


class DisputeForm(forms.Form):
    """What is wrong with a row, in plain words."""

    words = forms.CharField(
        label=_("What is wrong"),
        help_text=_("For example: I left half an hour earlier, or I was there on both days."),
        error_messages={"required": _("Say in a few words what is wrong.")},
        min_length=4,
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
    )


class AnswerForm(forms.Form):
    """The answer to a dispute: the row stays, or it is put right to another quantity."""

    what = forms.ChoiceField(
        label=_("What follows"),
        choices=[("keep", _("The row is right and stays")), ("correct", _("Put the row right"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose whether the row stays or is put right.")},
    )
    quantity = forms.DecimalField(
        label=_("The right number of hours or times"),
        help_text=_("0 when nothing should count. Only needed when the row is put right."),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(1000),
        decimal_places=2,
    )
    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_("The person reads this sentence in their statement."),
        min_length=4,
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        corrects = data.get("what") == "correct"
        if corrects and data.get("quantity") is None and "quantity" not in self.errors:
            self.add_error("quantity", gettext("Please give the right number; 0 when nothing should count."))
        data["quantity"] = data.get("quantity") if corrects else None
        return data
