"""Shape of what is typed: decisions, figures, days."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.clock import today
from gongjian.core.form_rendering import Choices, DateInput

from . import queries
from .models import RuleValue, SwitchName, Unit

FIRST_YEAR, LAST_YEAR = 2004, 2100
MONTH = dt.timedelta(days=30)


class DayField(forms.DateField):
    """A day between the years that the platform can count."""

    widget = DateInput

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise ValidationError(_("Please choose a day of this century."))


class SwitchOnForm(forms.Form):
    name = forms.ChoiceField(
        label=gettext_lazy("What is switched on"),
        choices=SwitchName.choices,
        widget=Choices(
            hints={
                SwitchName.PERSON_RANKINGS: gettext_lazy(
                    "People may be shown in an order by points or hours."
                ),
                SwitchName.POINTS_BOARDS: gettext_lazy(
                    "Boards of points may be shown to those who take part."
                ),
                SwitchName.ONLINE_BALLOTS: gettext_lazy("A vote on the phone may count in an evaluation."),
                SwitchName.PHOTO_PROOF: gettext_lazy(
                    "A photograph may be asked for as proof; never of faces."
                ),
                SwitchName.STUDY_TIME: gettext_lazy("Learning time may be counted, for the learner only."),
            }
        ),
        error_messages={
            "required": gettext_lazy("Please choose what is to be switched on."),
            "invalid_choice": gettext_lazy("Please choose one of the switches of the list."),
        },
    )
    since = DayField(label=gettext_lazy("First day"))
    until = DayField(
        label=gettext_lazy("Last day"), help_text=gettext_lazy("It goes off by itself after this day.")
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Everybody can read it on the public page."),
        error_messages={"required": gettext_lazy("Please say why. Everybody can read it.")},
    )
    signed = forms.BooleanField(
        label=gettext_lazy(
            "I sign this decision. My name, the reason and the last day are shown to everybody."
        ),
        error_messages={
            "required": gettext_lazy("A switch needs a signature. Please tick the box if you sign.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("since", today())
        self.initial.setdefault("until", today() + MONTH)

    @property
    def decision(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "since", "until", "reason")}


class SwitchOffForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Please say why. Everybody can read it.")},
    )


class RuleForm(forms.Form):
    """A new version of one figure; the field for its value depends on the figure's shape."""

    value = forms.CharField(
        label=gettext_lazy("New value"),
        max_length=1000,
        error_messages={"required": gettext_lazy("Please enter the new value.")},
    )
    valid_from = DayField(
        label=gettext_lazy("First day"),
        help_text=gettext_lazy("Today or later: what held before stays as it was."),
    )
    valid_until = DayField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Leave it empty if it has none."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=300,
        help_text=gettext_lazy("Document, number and article, or the meeting that decided it."),
        error_messages={
            "required": gettext_lazy("Please name the document or the decision that this figure is from.")
        },
    )
    certainty = forms.ChoiceField(
        label=gettext_lazy("How sure"),
        choices=RuleValue.Certainty.choices,
        widget=Choices,
        error_messages={
            "required": gettext_lazy("Please choose how sure the source is."),
            "invalid_choice": gettext_lazy("Please choose one of the four degrees."),
        },
    )

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key
        example, unit = queries.shape(key)
        self.fields["value"] = _value_field(self.fields["value"], example, unit)
        self.initial.setdefault("value", queries.as_text(queries.versions(key)[0].value))
        self.initial.setdefault("valid_from", today())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "value" in data:
            try:
                data["value"] = queries.parse(self.key, data["value"])
            except ValidationError as error:
                self.add_error(None, error)
        return data


def _value_field(field: forms.Field, example: Any, unit: str) -> forms.Field:
    """Yes or no as a choice, lists and parts with a word on how to write them, numbers with the number pad."""
    if isinstance(example, bool):
        return forms.ChoiceField(
            label=field.label,
            choices=[("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))],
            widget=Choices,
            error_messages={
                **field.error_messages,
                "invalid_choice": gettext_lazy("Please choose yes or no."),
            },
        )
    if isinstance(example, dict):
        field.widget = forms.Textarea(attrs={"rows": len(example) + 1})
        field.help_text = _("One part per line: its name, a space, and its number. They add up to 100.")
    elif isinstance(example, list):
        field.help_text = _("Several values, with commas between them.")
        field.required = bool(example)
    elif unit != Unit.TIME_OF_DAY:
        field.widget.attrs["inputmode"] = "decimal"
    if unit == Unit.SHARE:
        field.help_text = _("From 0 to 1: a half is 0.5.")
    return field


class DayForm(forms.Form):
    day = DayField(label=gettext_lazy("First day"))
    until = DayField(
        label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Leave it empty for one day.")
    )
    is_work = forms.TypedChoiceField(
        label=gettext_lazy("What these days are"),
        choices=[("no", gettext_lazy("days off")), ("yes", gettext_lazy("working days"))],
        coerce=lambda text: text == "yes",
        widget=Choices,
        error_messages={
            "required": gettext_lazy("Please choose whether these are days off or working days."),
            "invalid_choice": gettext_lazy("Please choose days off or working days."),
        },
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        help_text=gettext_lazy("Such as the holiday's name."),
        error_messages={"required": gettext_lazy("Please name the holiday or the reason.")},
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        help_text=gettext_lazy("The notice that says so, with its number."),
        error_messages={"required": gettext_lazy("Please name the notice that says so.")},
    )
