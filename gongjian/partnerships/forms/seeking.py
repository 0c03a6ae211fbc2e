"""The filters of the directory of those who look for a partner."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongjian.organizations.models import Organization, Side
from gongjian.organizations.queries import PARTNERS
from gongjian.partnerships.models import Category


class SeekingForm(forms.Form):
    """A value that makes no sense counts as not given."""

    q = forms.CharField(label=_("Search"), required=False, max_length=40)
    side = forms.ChoiceField(label=_("Side"), required=False, choices=[("", _("Both sides")), *Side.choices])
    kind = forms.ChoiceField(label=_("Kind of organisation"), required=False)
    category = forms.ChoiceField(
        label=_("Field"), required=False, choices=[("", _("Every field")), *Category.choices]
    )
    has = forms.ChoiceField(
        label=_("Offers and needs"),
        required=False,
        choices=[("", _("offers or needs")), ("offers", _("something on offer")), ("needs", _("open needs"))],
    )
    all = forms.BooleanField(label=_("Also those who are not looking"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [(kind, label) for kind, label in Organization.Kind.choices if kind in PARTNERS]
        field: Any = self.fields["kind"]
        field.choices = [("", _("Every kind")), *kinds]

    def asked(self) -> dict[str, Any]:
        """What to ask the query for."""
        self.is_valid()
        found = self.cleaned_data
        names = ("side", "kind", "category", "has")
        return {
            "words": found.get("q", ""),
            "everybody": bool(found.get("all")),
            **{name: found.get(name) or "" for name in names},
        }
