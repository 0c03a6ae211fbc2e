"""A guardian's paper as it is typed in."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import today
from gongjian.core.form_rendering import DateInput, PhoneInput
from gongjian.organizations.models import Organization

from .. import queries
from ..models import GuardianConsent
from .planning import OrganizationField


class ConsentForm(forms.Form):
    """Who agreed, when, for what, until."""

    organization = OrganizationField(
        Organization.objects.none(), label=_("Your organisation"), empty_label=None
    )
    person = forms.CharField(
        label=_("Name of the minor"), max_length=60, help_text=_("Somebody of your organisation.")
    )
    adult_on = forms.DateField(
        label=_("Is 18 on"), widget=DateInput, help_text=_("Of the age nothing else is kept.")
    )
    relation = forms.ChoiceField(label=_("Relation"), choices=GuardianConsent.Relation.choices)
    guardian_name = forms.CharField(label=_("Guardian's name"), max_length=60)
    guardian_phone = forms.CharField(
        label=_("Guardian's phone"),
        max_length=30,
        widget=PhoneInput,
        help_text=_("Stored encrypted; each look is logged."),
    )
    given_on = forms.DateField(label=_("Given on"), widget=DateInput)
    scope = forms.CharField(
        label=_("For what"), max_length=160, help_text=_("Such as: volunteer service in the neighbourhood.")
    )
    until = forms.DateField(label=_("Valid until"), widget=DateInput)

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["organization"].queryset = queries.consent_keepers(user)

    def clean_adult_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["adult_on"]
        if day <= today():
            raise ValidationError(_("The person is an adult by then; no consent is needed."))
        return day

    def clean_guardian_phone(self) -> str:
        value = str(self.cleaned_data["guardian_phone"])
        if sum(letter.isdigit() for letter in value) < 7:
            raise ValidationError(_("Please give a phone number, such as 0791-8800 1234."))
        return value

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("organization") and found.get("person"):
            people = queries.people_named(found["organization"], found["person"].strip())
            if len(people) == 1:
                found["person"] = people[0]
            elif people:
                self.add_error("person", _("Several people have this name. Please ask the operator."))
            else:
                self.add_error("person", _("Nobody of this name belongs to your organisation."))
        return found


class WhyForm(forms.Form):
    """The reason of a look that is logged."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
