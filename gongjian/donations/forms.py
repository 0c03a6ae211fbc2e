"""What is typed about drives and pledges."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gongjian.core.form_rendering import Choices, DateInput
from gongjian.organizations.models import Organization

from . import queries
from .models import MOST_FEN, Drive, Pledge


class OrganizationField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class DriveForm(forms.Form):
    """A drive: what for, for whom, with whose consent, who keeps the money."""

    organization = OrganizationField(
        Organization.objects.none(), label=_("Your organisation"), empty_label=None
    )
    title = forms.CharField(label=_("Title"), max_length=60)
    purpose = forms.CharField(
        label=_("What it is for"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    beneficiary = forms.CharField(
        label=_("Who is helped, without a name"), max_length=120, help_text=_("Everybody asked reads this.")
    )
    beneficiary_name = forms.CharField(
        label=_("Name of the beneficiary"),
        max_length=60,
        help_text=_("Stored encrypted; treasurer and approver can read it, and each look is logged."),
    )
    consent_by = forms.CharField(
        label=_("Who agreed"),
        max_length=60,
        help_text=_("The beneficiary, or the guardian. Without consent nothing is asked for."),
    )
    consent_on = forms.DateField(label=_("Agreed on"), widget=DateInput)
    consent_for = forms.CharField(label=_("Agreed to what"), max_length=160)
    takes_sums = forms.BooleanField(label=_("Sums may be pledged"), required=False, initial=True)
    goods_wanted = forms.CharField(label=_("Goods that would help"), max_length=200, required=False)
    until = forms.DateField(label=_("Open until"), widget=DateInput)
    treasurer = forms.CharField(
        label=_("Treasurer"),
        max_length=60,
        help_text=_(
            "Full name; of your organisation. They alone see single sums, and neither approve nor hand over."
        ),
    )
    reach = forms.ChoiceField(
        label=_("Who is asked"), choices=Drive.Reach.choices, widget=Choices, initial="inside"
    )
    charity = forms.CharField(
        label=_("Charity with the qualification for public fundraising"),
        max_length=120,
        required=False,
        help_text=_("Only for a call to the public; giving then happens at the charity."),
    )
    charity_code = forms.CharField(label=_("Its credit code (18 signs)"), max_length=24, required=False)

    def __init__(self, user: Any, *args: Any, fixed: Organization | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fixed = fixed
        fields: dict[str, Any] = self.fields
        if fixed is not None:
            del fields["organization"]
        else:
            fields["organization"].queryset = queries.own_organizations(user)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        organization = self.fixed or found.get("organization")
        if organization and found.get("treasurer"):
            people = queries.named_of(organization, found["treasurer"].strip())
            if len(people) == 1:
                found["treasurer"] = people[0]
            elif people:
                self.add_error("treasurer", _("Several people have this name. Please choose somebody else."))
            else:
                self.add_error("treasurer", _("Nobody of this name belongs to your organisation."))
        return found


class PledgeForm(forms.Form):
    """Goods or a sum."""

    kind = forms.ChoiceField(label=_("What would you give?"), choices=Pledge.Kind.choices, widget=Choices)
    yuan = forms.DecimalField(
        label=_("Sum (yuan)"),
        required=False,
        min_value=Decimal("0.01"),
        max_value=Decimal(MOST_FEN) / 100,
        max_digits=8,
        decimal_places=2,
        help_text=_("Only you and the treasurer see it. The platform takes no payment: you hand it over."),
    )
    goods = forms.CharField(label=_("Goods"), max_length=60, required=False)
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=10_000, required=False)
    unit = forms.CharField(
        label=_("Unit"), max_length=10, required=False, help_text=_("Such as pieces, boxes.")
    )

    def __init__(self, drive: Drive, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        if not drive.takes_sums:
            del fields["yuan"]
            fields["kind"].choices = [(Pledge.Kind.GOODS, Pledge.Kind.GOODS.label)]
            fields["kind"].initial = Pledge.Kind.GOODS

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("kind") == Pledge.Kind.SUM and not found.get("yuan") and "yuan" not in self.errors:
            self.add_error("yuan", _("Please enter a sum."))
        if found.get("kind") == Pledge.Kind.GOODS:
            for name in ("goods", "quantity"):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, _("Please say what you would give, and how many."))
        return found

    def gift(self) -> dict[str, Any]:
        """What the action wants to know: a sum in fen, or goods."""
        clean = self.cleaned_data
        if clean["kind"] == Pledge.Kind.SUM:
            return {"kind": Pledge.Kind.SUM, "fen": int(clean["yuan"] * 100)}
        return {name: clean[name] for name in ("kind", "goods", "quantity", "unit")}


class ReasonForm(forms.Form):
    """Why: for an answer that somebody reads, or a look that is logged."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class HandOverForm(forms.Form):
    """What became of it."""

    handed_on = forms.DateField(label=_("Handed over on"), widget=DateInput)
    to = forms.CharField(label=_("To whom, without a name"), max_length=120)
    words = forms.CharField(
        label=_("How it went"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_to(self) -> str:
        value = str(self.cleaned_data["to"])
        if any(sign.isdigit() for sign in value) and sum(sign.isdigit() for sign in value) >= 7:
            raise ValidationError(_("Please leave out phone numbers."))
        return value
