"""The shape of what people type about money; nothing is written here."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import today
from gongjian.core.components.numbers import yuan
from gongjian.core.fields import MoneyField
from gongjian.core.form_rendering import DateInput
from gongjian.organizations.models import Organization

LINES = 4  # rows on the page; the first one is needed


class AskForm(forms.Form):
    """For whom, what for, and the lines of the budget."""

    organization = forms.ModelChoiceField(
        label=_("Asks for money"),
        queryset=Organization.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": _("You can ask only for your own organisation.")},
    )
    title = forms.CharField(label=_("Title"), max_length=80)
    purpose = forms.CharField(label=_("What for"), max_length=1000, widget=forms.Textarea({"rows": 3}))
    once = forms.RegexField(r"^[0-9a-f]{32}$", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, askers: list[Organization], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["organization"]
        field.queryset = Organization.objects.filter(pk__in=[each.pk for each in askers])
        for n in range(LINES):
            self.fields[f"what_{n}"] = forms.CharField(
                label=_("Line of the budget"), max_length=80, required=not n
            )
            self.fields[f"fen_{n}"] = MoneyField(label=_("Amount in yuan"), required=not n)

    @property
    def main(self) -> list[Any]:
        return [self[name] for name in ("organization", "title", "purpose", "once")]

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"what_{n}"], self[f"fen_{n}"]) for n in range(LINES)]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for n in range(LINES):
            what, fen = found.get(f"what_{n}"), found.get(f"fen_{n}")
            if what and not fen and f"fen_{n}" not in self.errors:
                self.add_error(f"fen_{n}", gettext("Enter the amount in yuan."))
            if fen and not what and f"what_{n}" not in self.errors:
                self.add_error(f"what_{n}", gettext("Say what this amount is for."))
        return found

    @property
    def lines(self) -> list[tuple[str, int]]:
        found = self.cleaned_data
        return [(found[f"what_{n}"], found[f"fen_{n}"]) for n in range(LINES) if found.get(f"what_{n}")]


class GrantForm(forms.Form):
    """All or a part, with a reason."""

    fen = MoneyField(label=_("Amount granted, in yuan"))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, most: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.most = most

    def clean_fen(self) -> int:
        fen: int = self.cleaned_data["fen"]
        if not 0 < fen <= self.most:
            limit = {"most": yuan(self.most)}
            raise forms.ValidationError(gettext("Grant more than nothing and at most %(most)s.") % limit)
        return fen


class ReasonForm(forms.Form):
    """Why not, or what was wrong."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea({"rows": 2}))


class ExpenseForm(forms.Form):
    """What was bought, for how much, on which day, by which receipt."""

    what = forms.CharField(label=_("What"), max_length=80)
    fen = MoneyField(label=_("Amount in yuan"))
    on = forms.DateField(label=_("Day"), widget=DateInput())
    receipt = forms.CharField(label=_("Number of the receipt"), max_length=40)

    def clean_fen(self) -> int:
        if not self.cleaned_data["fen"]:
            raise forms.ValidationError(gettext("Enter the amount in yuan."))
        return int(self.cleaned_data["fen"])

    def clean_on(self) -> Any:
        if self.cleaned_data["on"] > today():
            raise forms.ValidationError(gettext("This day has not come yet. Note what has been spent."))
        return self.cleaned_data["on"]
