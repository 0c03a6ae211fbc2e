"""The shape of what people type about resources."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongjian.core.fields import WordsField
from gongjian.core.form_rendering import ManyChoices
from gongjian.organizations.models import Side
from gongjian.partnerships.models import Category, DayPart, Resource

from .needs import SideForm, no_private_numbers, please_choose


class ResourceFilterForm(forms.Form):
    """The filters of the public list. A value that makes no sense counts as not given."""

    q = forms.CharField(label=_("Search"), required=False, max_length=40)
    kind = forms.ChoiceField(
        label=_("Kind of resource"), required=False, choices=[("", _("Every kind")), *Resource.Kind.choices]
    )
    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=[("", _("Every category")), *Category.choices]
    )
    side = forms.ChoiceField(label=_("Side"), required=False, choices=[("", _("Every side")), *Side.choices])

    def asked(self) -> dict[str, Any]:
        """What to ask the query for."""
        self.is_valid()
        found = self.cleaned_data
        chosen = {name: found.get(name) or "" for name in ("category", "kind", "side")}
        return {"words": found.get("q", ""), **chosen}


class ResourceForm(SideForm, forms.ModelForm):
    """What an organisation can bring."""

    field_order = ("organization", "kind", "title", "words", "category", "people", "skills", "times")
    skills = WordsField(
        label=_("Skills"),
        required=False,
        help_text=_("With commas between them, for example: tutoring, first aid"),
    )
    times = forms.MultipleChoiceField(
        label=_("Free times"), required=False, choices=DayPart.choices, widget=ManyChoices()
    )

    class Meta:
        model = Resource
        fields = ("kind", "title", "words", "category", "people", "skills", "times")
        widgets = {"words": forms.Textarea({"rows": 3})}
        help_texts = {"people": _("0 when it is no group of people.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        please_choose(self.fields["category"])
        please_choose(self.fields["kind"])

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"])
        no_private_numbers(words)
        return words

    def clean_people(self) -> int:
        number = int(self.cleaned_data["people"])
        if not 0 <= number <= 10_000:
            raise ValidationError(gettext("Enter a number from 0 to 10,000."))
        return number
