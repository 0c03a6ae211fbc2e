"""The shape of what people type about the work of a project: tasks, spending, what it hands over, how it looks now."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import today
from gongjian.core.fields import MoneyField
from gongjian.core.form_rendering import DateInput
from gongjian.organizations.models import Organization
from gongjian.partnerships.models import Spending


class TaskForm(forms.Form):
    """Who does what until when."""

    words = forms.CharField(label=_("What is to do"), max_length=120)
    organization = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organization.objects.none(), empty_label=None
    )
    owner_name = forms.CharField(label=_("Who"), max_length=60)
    due_on = forms.DateField(label=_("Until"), widget=DateInput())

    def __init__(self, *args: Any, parties: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["organization"]
        field.queryset = parties


class SpendingForm(forms.Form):
    """What one's own side gave: money with its amount, or things and work."""

    kind = forms.ChoiceField(label=_("Money or in kind"), choices=Spending.Kind.choices)
    what = forms.CharField(label=_("For what"), max_length=120)
    fen = MoneyField(
        label=_("Amount in yuan"),
        required=False,
        min_value=0,
        help_text=_("For things and work: what they are worth, when you know."),
    )
    on = forms.DateField(label=_("Day"), widget=DateInput())
    organization = forms.ModelChoiceField(
        label=_("Given by"),
        queryset=Organization.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": _("Choose your own organisation.")},
    )

    def __init__(self, *args: Any, parties: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["organization"]
        field.queryset = parties

    def clean_on(self) -> Any:
        if self.cleaned_data["on"] > today():
            raise ValidationError(gettext("This day has not come yet. Note what has been spent."))
        return self.cleaned_data["on"]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("kind") == Spending.Kind.MONEY and not found.get("fen") and "fen" not in self.errors:
            self.add_error("fen", gettext("Enter the amount in yuan."))
        return found


class DeliverableForm(forms.Form):
    """Department, supervisor and what is handed over until when."""

    department = forms.CharField(label=_("Department"), max_length=80)
    supervisor = forms.CharField(label=_("Supervisor"), max_length=60)
    words = forms.CharField(
        label=_("What is handed over"),
        max_length=200,
        help_text=_("A report, a device, a design, a course …"),
    )
    due_on = forms.DateField(label=_("Until"), widget=DateInput())


class HandOverForm(forms.Form):
    """What was handed to whom."""

    to = forms.ModelChoiceField(
        label=_("Handed to"), queryset=Organization.objects.none(), empty_label=_("Choose the organisation")
    )
    words = forms.CharField(
        label=_("What was handed over, and where it can be found"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )
    on = forms.DateField(label=_("Day"), widget=DateInput())

    def __init__(self, *args: Any, parties: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["to"]
        field.queryset = parties

    def clean_on(self) -> Any:
        if self.cleaned_data["on"] > today():
            raise ValidationError(gettext("This day has not come yet. Note the hand-over after it."))
        return self.cleaned_data["on"]


class ShowcaseForm(forms.Form):
    """How it was, how it is, how to see it."""

    before = forms.CharField(label=_("Before"), max_length=1000, widget=forms.Textarea({"rows": 3}))
    after = forms.CharField(label=_("Today"), max_length=1000, widget=forms.Textarea({"rows": 3}))
    visit = forms.CharField(
        label=_("How to see it"),
        max_length=200,
        required=False,
        help_text=_("When somebody is there, whom to call."),
    )
