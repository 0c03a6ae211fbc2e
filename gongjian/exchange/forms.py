"""Shape of what operators type."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.core.form_rendering import ManyChoices
from gongjian.organizations.models import Organization

from .models import Scope
from .queries import organizations_run_by


class ClientForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the partner system"),
        help_text=_("Such as: service platform of the sub-district."),
        max_length=80,
        error_messages={"required": _("Give the partner system a name.")},
    )
    organization = forms.ModelChoiceField(
        label=_("It belongs to"),
        queryset=Organization.objects.none(),
        error_messages={"invalid_choice": _("Choose an organisation of this installation.")},
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations_run_by(user)  # type: ignore[attr-defined]


class TokenForm(forms.Form):
    scopes = forms.MultipleChoiceField(
        label=_("What it may read"),
        choices=Scope.choices,
        widget=ManyChoices(),
        error_messages={
            "required": _("Choose what the partner system may read."),
            "invalid_choice": _("Choose from the list what the partner system may read."),
        },
    )
    days = forms.IntegerField(
        label=_("Valid for how many days"),
        initial=180,
        min_value=1,
        error_messages={
            "invalid": _("Enter a whole number of days."),
            "min_value": _("Enter a number of days from 1."),
        },
    )
