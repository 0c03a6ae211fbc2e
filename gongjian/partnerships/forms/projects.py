"""The shape of what people type about projects, targets and measurements."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongjian.core.fields import MoneyField
from gongjian.core.form_rendering import DateInput, ManyChoices
from gongjian.organizations.models import Organization, Place
from gongjian.partnerships.models import Cycle, Need, Project

TARGETS = 3  # rows on the page; the first one is needed


class PlanForm(forms.Form):
    """A project and its first cycle."""

    title = forms.CharField(label=_("Title"), max_length=80)
    problem = forms.CharField(
        label=_("Problem"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What is not good today, and how do you know?"),
    )
    target_group = forms.CharField(label=_("For whom"), max_length=120)
    needs = forms.ModelMultipleChoiceField(
        label=_("Needs that it answers"), queryset=Need.objects.none(), required=False, widget=ManyChoices()
    )
    led_by = forms.ModelChoiceField(label=_("Led by"), queryset=Organization.objects.none(), empty_label=None)
    place = forms.ModelChoiceField(
        label=_("Place"), queryset=Place.objects.none(), required=False, empty_label=_("Several places")
    )
    starts_on = forms.DateField(label=_("First day of the cycle"), widget=DateInput())
    ends_on = forms.DateField(label=_("Last day of the cycle"), widget=DateInput())
    kind = forms.ChoiceField(
        label=_("Type of project"), choices=Project.Kind.choices, initial=Project.Kind.JOINT, required=False
    )
    measures = forms.CharField(
        label=_("How it is done"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )
    risks = forms.CharField(
        label=_("Risks and what is done about them"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    budget_fen = MoneyField(label=_("Budget in yuan"), required=False, help_text=_("Nothing is paid here."))
    FOLDED = ("kind", "measures", "risks", "budget_fen")

    @property
    def main(self) -> list[Any]:
        """What most plans need; the rest is folded."""
        return [field for field in self if field.name not in self.FOLDED]

    @property
    def folded(self) -> list[Any]:
        return [self[name] for name in self.FOLDED]

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or Project.Kind.JOINT

    def __init__(self, *args: Any, parties: Any, places: Any, needs: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["led_by"].queryset = parties
        fields["place"].queryset = places
        fields["needs"].queryset = needs

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        starts_on, ends_on = found.get("starts_on"), found.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", gettext("The last day must be after the first day."))
        return found


class TargetForm(forms.Form):
    """One measurable aim: refused without unit, baseline and goal. An untouched row is left out."""

    indicator = forms.CharField(
        label=_("What do you count?"),
        max_length=80,
        required=False,
        help_text=_("For example: residents over 60 who can book a doctor by themselves"),
    )
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)
    baseline = forms.DecimalField(label=_("Baseline today"), max_digits=10, decimal_places=2, required=False)
    goal = forms.DecimalField(label=_("Goal"), max_digits=10, decimal_places=2, required=False)
    due_on = forms.DateField(
        label=_("Due on"),
        required=False,
        widget=DateInput(),
        help_text=_("The cycle's last day when left empty."),
    )
    NEEDED = {
        "indicator": _("Say what you will count."),
        "unit": _("A target needs a unit, such as people, hours or %."),
        "baseline": _("A target needs a baseline: how many is it today?"),
        "goal": _("A target needs a goal: how many should it be?"),
    }

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for name, words in self.NEEDED.items():
            if name not in self.errors and found.get(name) in (None, ""):
                self.add_error(name, words)
        if found.get("goal") is not None and found.get("goal") == found.get("baseline"):
            self.add_error("goal", gettext("The goal must differ from the baseline."))
        return found


class _TargetSet(forms.BaseFormSet):
    """Up to three targets; empty rows after the first are left out, and each day lies within the cycle."""

    def within(self, starts_on: Any, ends_on: Any) -> bool:
        """Check the days against the cycle; false when one lies outside."""
        for form in self.forms:
            due_on = form.cleaned_data.get("due_on") if form.has_changed() else None
            if due_on and not starts_on <= due_on <= ends_on:
                form.add_error("due_on", gettext("The target's day must lie within the cycle."))
        return not any(form.errors for form in self.forms)

    def rows(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.forms if form.has_changed()]


TargetSet = forms.formset_factory(
    TargetForm, formset=_TargetSet, extra=TARGETS, max_num=TARGETS, validate_max=True, min_num=0
)


def first_is_needed(targets: Any) -> Any:
    """The first row can't stay empty: a project without a target can't be judged."""
    for first in targets.forms[:1]:  # none when somebody has tampered with the form's own numbers
        first.empty_permitted = False
        for name, words in TargetForm.NEEDED.items():
            first.fields[name].required = True
            first.fields[name].error_messages["required"] = words
    return targets


class MeasureForm(forms.Form):
    """What was measured, and how, so that others can check it."""

    value = forms.DecimalField(
        label=_("Measured value"),
        max_digits=10,
        decimal_places=2,
        error_messages={"required": _("Enter the number that was measured.")},
    )
    how = forms.CharField(
        label=_("How was it measured?"),
        max_length=200,
        help_text=_("For example: list of the last class, or 30 residents asked at home"),
        error_messages={"required": _("Say how it was measured, so that others can check it.")},
    )


class StageForm(forms.Form):
    """The stage to go to."""

    to = forms.ChoiceField(choices=Cycle.Stage.choices)

    def clean_to(self) -> str:
        to = str(self.cleaned_data["to"])
        if to == Cycle.Stage.CLOSED:
            raise ValidationError(gettext("A cycle is closed by the decision of both sides."))
        return to
