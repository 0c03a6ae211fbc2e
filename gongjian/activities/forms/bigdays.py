"""What is typed about a big volunteer day, its stalls and the teams from outside."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import today
from gongjian.core.form_rendering import DateInput, PhoneInput, TimeInput
from gongjian.organizations.models import Organization
from gongjian.partnerships.models import Category

from .. import queries
from ..models import COLUMNS, ROWS
from .planning import OrganizationField


class DayForm(forms.Form):
    """The day itself: what, when, where."""

    organizer = OrganizationField(Organization.objects.none(), label=_("Organiser"), empty_label=None)
    title = forms.CharField(label=_("Title"), max_length=60)
    day = forms.DateField(label=_("Day"), widget=DateInput)
    where = forms.CharField(label=_("Where exactly"), max_length=120)
    words = forms.CharField(
        label=_("What happens"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["organizer"].queryset = queries.organizers_for(user)

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if day < today():
            raise ValidationError(_("This day has passed. Please choose a later one."))
        return day


class StallForm(forms.Form):
    """A stall of one's own organisation."""

    organizer = OrganizationField(Organization.objects.none(), label=_("Your organisation"), empty_label=None)
    title = forms.CharField(label=_("What the stall offers"), max_length=60)
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    words = forms.CharField(
        label=_("What happens"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    row = forms.ChoiceField(label=_("Row"), choices=[(row, row) for row in ROWS])
    column = forms.IntegerField(label=_("Number in the row"), min_value=1, max_value=COLUMNS)
    begins = forms.TimeField(label=_("Begins"), widget=TimeInput)
    ends = forms.TimeField(label=_("Ends"), widget=TimeInput)
    capacity = forms.IntegerField(label=_("How many places"), min_value=1, max_value=10_000)
    risks = forms.CharField(
        label=_("Risks and safety"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    contact_name = forms.CharField(label=_("Contact person"), max_length=60)
    contact_phone = forms.CharField(label=_("Contact phone"), max_length=30, widget=PhoneInput)

    def __init__(self, organizers: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["organizer"].queryset = organizers

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("begins") and found.get("ends") and found["ends"] <= found["begins"]:
            raise ValidationError({"ends": _("The end must be later than the start.")})
        return found


class TeamForm(forms.Form):
    """A team from outside: no account, no more than is needed to call back."""

    name = forms.CharField(label=_("Name of the team"), max_length=60)
    people = forms.IntegerField(label=_("How many people come"), min_value=1, max_value=500)
    contact_name = forms.CharField(label=_("Contact person"), max_length=30)
    contact_phone = forms.CharField(
        label=_("Contact phone"),
        max_length=30,
        widget=PhoneInput,
        help_text=_("Only the organiser reads it."),
    )
    wish = forms.CharField(label=_("What you would like to do"), max_length=200, required=False)

    def clean_contact_phone(self) -> str:
        value = str(self.cleaned_data["contact_phone"])
        if sum(letter.isdigit() for letter in value) < 7:
            raise ValidationError(_("Please give a phone number, such as 0791-8800 1234."))
        return value
