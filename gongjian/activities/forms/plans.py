"""What is typed when an activity is to come back."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import today
from gongjian.core.form_rendering import DateInput

from ..models import Plan


class RepeatForm(forms.Form):
    """How often, how long, and how far ahead the drafts are made."""

    rhythm = forms.ChoiceField(label=_("How often"), choices=Plan.Rhythm.choices)
    until = forms.DateField(
        label=_("Last day"), required=False, widget=DateInput, help_text=_("Empty: until somebody stops it.")
    )
    ahead_days = forms.IntegerField(
        label=_("Drafted so many days ahead"), min_value=1, max_value=90, initial=14
    )
    skip_holidays = forms.BooleanField(label=_("Leave public holidays out"), required=False, initial=True)

    def clean_until(self) -> dt.date | None:
        until: dt.date | None = self.cleaned_data["until"]
        if until is not None and until <= today():
            raise ValidationError(_("This day has passed. Please choose a later one."))
        return until
