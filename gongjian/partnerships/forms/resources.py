"""The shape of what people type about resources."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongjian.core.fields import WordsField
from gongjian.core.form_rendering import DateInput, ManyChoices
from gongjian.organizations.models import Organization
from gongjian.partnerships.models import DayPart, Resource

from .needs import SideForm, no_private_numbers, please_choose


class ResourceForm(SideForm, forms.ModelForm):
    """What an organisation can bring."""

    field_order = (
        "organization", "kind", "service", "title", "words", "category", "people", "skills", "times", "bookable",
        "quantity", "accepts_itself",
    )  # fmt: skip
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
        fields = (
            "kind", "service", "title", "words", "category", "people", "skills", "times", "bookable", "quantity",
            "accepts_itself",
        )  # fmt: skip
        widgets = {"words": forms.Textarea({"rows": 3})}
        help_texts = {
            "people": _("0 when it is no group of people."),
            "service": _("Only for a logistics service."),
            "bookable": _(
                "For rooms, places, equipment: others see a calendar. Set the opening hours afterwards."
            ),
            "accepts_itself": _("Otherwise you answer each request."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        please_choose(self.fields["category"])
        please_choose(self.fields["kind"])
        self.fields["quantity"].required = False

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"])
        no_private_numbers(words)
        return words

    def clean_quantity(self) -> int:
        number = self.cleaned_data["quantity"]
        if number is None:
            return 1
        if not 1 <= number <= 1000:
            raise ValidationError(gettext("Enter a number from 1 to 1,000."))
        return int(number)

    def clean_people(self) -> int:
        number = int(self.cleaned_data["people"])
        if not 0 <= number <= 10_000:
            raise ValidationError(gettext("Enter a number from 0 to 10,000."))
        return number


class ReserveForm(forms.Form):
    """For whom a resource is kept, and until when."""

    organization = forms.ModelChoiceField(
        label=_("Reserved for"),
        queryset=Organization.objects.open().order_by("side", "path"),
        empty_label=_("Please choose"),
    )
    until = forms.DateField(label=_("Until"), widget=DateInput())
