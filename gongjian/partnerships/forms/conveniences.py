"""The shape of a line of the convenience list, and of a case card."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongjian.partnerships.models import Amenity, CaseCard, Category

from .filters import ListFilterForm
from .needs import no_private_numbers, please_choose


class AmenityForm(forms.ModelForm):
    """What there is, what is missing, what the campus opens."""

    class Meta:
        model = Amenity
        fields = ("standing", "kind", "name", "where", "when", "who", "for_elderly", "phone")
        help_texts = {
            "name": _("For example: community canteen, lift, parcel lockers"),
            "when": _("For example: weekdays 11:00 to 13:00"),
            "who": _("For example: residents over 60 with their card"),
            "phone": _("Only a number that stands on the door."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        please_choose(self.fields["standing"])
        please_choose(self.fields["kind"])

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("standing") == Amenity.Standing.CAMPUS and not found.get("when", "").strip():
            self.add_error("when", gettext("Say when residents may use it on the campus."))
        return found


class CaseFilterForm(ListFilterForm):
    """The filters of the list of case cards."""

    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=[("", _("Every category")), *Category.choices]
    )


class CaseForm(forms.ModelForm):
    """The words of a card; its measured result is not typed."""

    class Meta:
        model = CaseCard
        fields = ("title", "category", "problem", "steps", "cost")
        widgets = {"problem": forms.Textarea({"rows": 3}), "steps": forms.Textarea({"rows": 8})}
        help_texts = {
            "steps": _("So that others can do the same: what first, what next, who does it."),
            "cost": _("In money, hours or material; nothing is an answer too."),
        }

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for name in ("title", "problem", "steps", "cost"):
            try:
                no_private_numbers(found.get(name, ""))
            except ValidationError as error:
                self.add_error(name, error)
        return found
