"""The shape of what people type about needs."""

import re
import secrets
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import today
from gongjian.core.fields import WordsField
from gongjian.core.form_rendering import Choices, DateInput, ManyChoices, Tiles
from gongjian.organizations.models import Organization, Place
from gongjian.partnerships.models import Category, DayPart, Need

PHONE = re.compile(r"\+?\d{7,15}")
PRIVATE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")  # a mobile number or an identity number


@dataclass(frozen=True)
class What:
    """A tile of the first question, and what it stands for until the neighbourhood looks."""

    label: Any
    icon: str
    category: str
    kind: str = Need.Kind.WISH


WHATS: dict[str, What] = {
    "phone": What(_("Show me how the phone works"), "device-mobile", Category.DIGITAL),
    "doctor": What(_("Come to the doctor with me"), "ambulance", Category.HEALTH),
    "repair": What(_("Mend something small"), "tools", Category.DAILY_LIFE),
    "errand": What(_("Shopping and errands"), "shopping-bag", Category.DAILY_LIFE),
    "homework": What(_("Help a child with homework"), "book", Category.CHILDREN),
    "talk": What(_("Keep me company"), "armchair-2", Category.ELDERLY),
    "building": What(_("Something in the building or yard"), "building", Category.FACILITIES, Need.Kind.NEED),
    "other": What(_("Another small wish"), "sparkles", Category.OTHER),
}
WHEN = {
    "morning": [DayPart.WEEKDAY_MORNING, DayPart.WEEKEND_MORNING],
    "afternoon": [DayPart.WEEKDAY_AFTERNOON, DayPart.WEEKEND_AFTERNOON],
    "any": [],
}


def no_private_numbers(words: str) -> None:
    """What everybody reads holds no telephone or identity number."""
    if PRIVATE.search(words):
        raise ValidationError(
            gettext("There is a phone or identity number in it. Please take it out: everybody reads this.")
        )


def contact_cleaned(contact: str) -> str:
    """A telephone number without blanks, or an e-mail address; anything else is asked again."""
    contact = contact.strip()
    if not contact:
        return ""
    if "@" in contact:
        EmailValidator(gettext("This e-mail address is not complete. It looks like name@example.org."))(
            contact
        )
        return contact
    digits = re.sub(r"[\s\-()（）]", "", contact)
    if not PHONE.fullmatch(digits):
        raise ValidationError(
            gettext("This is no phone number. Please enter 7 to 15 digits, or an e-mail address.")
        )
    return digits


def please_choose(field: Any) -> None:
    """An empty first choice that says what to do."""
    field.choices = [("", gettext("Please choose")), *[pair for pair in field.choices if pair[0] != ""]]


class WhatForm(forms.Form):
    """Step 1: what kind of help."""

    what = forms.ChoiceField(
        label=_("What would you like help with?"),
        choices=[(key, what.label) for key, what in WHATS.items()],
        required=False,  # asked below: the one question of a page needs no mark
        widget=Tiles(icons={key: what.icon for key, what in WHATS.items()}),
    )

    def clean_what(self) -> str:
        if not self.cleaned_data["what"]:
            raise ValidationError(gettext("Please choose one. “Another small wish” always fits."))
        return str(self.cleaned_data["what"])


def _where_choices(communities: list[Organization], places: list[Place]) -> list[tuple[Any, Any]]:
    """Each neighbourhood with its places, and the neighbourhood as a whole."""
    choices: list[tuple[Any, Any]] = (
        [("", gettext("Please choose"))] if len(communities) > 1 or places else []
    )
    for community in communities:
        rows = [
            (f"place-{place.pk}", place.name) for place in places if place.organization_id == community.pk
        ]
        whole = gettext("Elsewhere in %(community)s") if rows else gettext("Somewhere in %(community)s")
        rows.append((f"community-{community.pk}", whole % {"community": community.label}))
        choices.append((community.label, rows))
    return choices


class WordsForm(forms.Form):
    """Step 2: in one's own words, and where. The place comes from the neighbourhoods' own lists."""

    words = forms.CharField(
        label=_("What is it about?"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "One sentence is enough. Leave out names, phone and house numbers: we ask for them later."
        ),
        error_messages={"required": _("Please write one sentence about it.")},
    )
    where = forms.ChoiceField(
        label=_("Where do you live?"), error_messages={"required": _("Please choose your neighbourhood.")}
    )
    when = forms.ChoiceField(
        label=_("When would it suit you?"),
        choices=[
            ("morning", _("In the morning")),
            ("afternoon", _("In the afternoon")),
            ("any", _("Either")),
        ],
        initial="any",
        required=False,
        widget=Choices(),
    )

    def __init__(
        self, *args: Any, communities: list[Organization], places: list[Place], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.communities = {each.pk: each for each in communities}
        self.places = {each.pk: each for each in places}
        self.fields["where"].choices = _where_choices(communities, places)  # type: ignore[attr-defined]

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"])
        no_private_numbers(words)
        return words

    def found(self) -> tuple[Organization, Place | None]:
        """The neighbourhood and the place that were chosen."""
        kind, _dash, key = self.cleaned_data["where"].partition("-")
        if kind == "place":
            place = self.places[int(key)]
            return self.communities[place.organization_id], place
        return self.communities[int(key)], None


class ContactForm(forms.Form):
    """Step 3: how to be found; nothing of it must be given. `token` lets a double click make one need."""

    contact_name = forms.CharField(
        label=_("What may we call you?"),
        required=False,
        max_length=30,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    contact = forms.CharField(
        label=_("Phone or e-mail"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"autocomplete": "tel"}),
        help_text=_(
            "Only the neighbourhood's workers and those who come to help see it. "
            "Without it, use the number on your receipt to see how it goes."
        ),
    )
    token = forms.CharField(widget=forms.HiddenInput(), max_length=64, required=False)

    def clean_contact(self) -> str:
        return contact_cleaned(self.cleaned_data["contact"])


def new_token() -> str:
    """For one form, so that sending it twice counts once."""
    return secrets.token_urlsafe(24)


class ReceiptForm(forms.Form):
    """The two numbers on a receipt."""

    receipt = forms.CharField(
        label=_("Number on the receipt"),
        max_length=24,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    code = forms.CharField(
        label=_("Code on the receipt"),
        max_length=12,
        help_text=_("Six letters and digits; capital or small letters don't matter."),
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class NeedForm(forms.ModelForm):
    """What the neighbourhood checks before everybody reads it."""

    skills = WordsField(
        label=_("Skills wanted"),
        required=False,
        help_text=_("With commas between them, for example: patient, tutoring"),
    )
    times = forms.MultipleChoiceField(
        label=_("Good times"), required=False, choices=DayPart.choices, widget=ManyChoices()
    )

    class Meta:
        model = Need
        fields = (
            "kind", "title", "words", "category", "place", "people_wanted", "beneficiaries", "skills", "times",
            "urgency", "until",
        )  # fmt: skip
        widgets = {"until": DateInput(), "words": forms.Textarea({"rows": 4})}
        help_texts = {
            "title": _("A short line that everybody reads. No names, no phone numbers."),
            "words": _("Leave out names, phone and house numbers."),
        }

    def __init__(self, *args: Any, community: Organization, places: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.community = community
        please_choose(self.fields["category"])
        place = self.fields["place"]
        place.queryset = places  # type: ignore[attr-defined]
        place.empty_label = gettext("Anywhere in %(community)s") % {"community": community.label}  # type: ignore[attr-defined]
        for name in ("people_wanted", "beneficiaries"):
            self.fields[name].min_value = 1  # type: ignore[attr-defined]
            self.fields[name].widget.attrs |= {"min": 1, "max": 10_000, "inputmode": "numeric"}

    def clean_title(self) -> str:
        title = str(self.cleaned_data["title"])
        no_private_numbers(title)
        return title

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"])
        no_private_numbers(words)
        return words

    def _number(self, name: str) -> int:
        number = int(self.cleaned_data[name])
        if not 1 <= number <= 10_000:
            raise ValidationError(gettext("Enter a number from 1 to 10,000."))
        return number

    def clean_people_wanted(self) -> int:
        return self._number("people_wanted")

    def clean_beneficiaries(self) -> int:
        return self._number("beneficiaries")

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until < today():
            raise ValidationError(gettext("This day has passed. Choose today or a later day."))
        return until


class TakeDownForm(NeedForm):
    """A worker writes a need for a resident, or for the neighbourhood itself."""

    contact_name = forms.CharField(label=_("The resident's name"), required=False, max_length=30)
    contact = forms.CharField(
        label=_("The resident's phone or e-mail"),
        required=False,
        max_length=60,
        help_text=_("Stored encrypted; each look at it is logged."),
    )
    publish_now = forms.BooleanField(
        label=_("Publish it at once"),
        required=False,
        initial=True,
        help_text=_("You have read it as everybody will."),
    )
    token = forms.CharField(widget=forms.HiddenInput(), max_length=64, required=False)

    def clean_contact(self) -> str:
        return contact_cleaned(self.cleaned_data["contact"])


class ReasonForm(forms.Form):
    """Why; the other side reads it."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, label: Any = None, hint: Any = "", **options: Any) -> None:
        super().__init__(*args, **options)
        if label:
            self.fields["reason"].label = label
        self.fields["reason"].help_text = hint


class RenewForm(forms.Form):
    """Until when help is looked for, once more."""

    until = forms.DateField(label=_("Wanted until"), widget=DateInput())


class SideForm(forms.Form):
    """For which of one's organisations."""

    organization = forms.ModelChoiceField(
        label=_("For which organisation?"), queryset=Organization.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, organizations: list[Organization], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["organization"]
        field.queryset = Organization.objects.filter(pk__in=[each.pk for each in organizations])
        if len(organizations) == 1:
            field.initial = organizations[0].pk
            field.widget = field.hidden_widget()


class OfferForm(SideForm):
    """How an organisation would help."""

    words = forms.CharField(
        label=_("How would you help?"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Who comes, when, and what you bring."),
    )


class WishForm(forms.Form):
    """How a member would fulfil a small wish."""

    words = forms.CharField(
        label=_("How would you help?"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Who comes, when, and what you bring."),
    )


class AskForm(forms.Form):
    """Which organisation the neighbourhood asks."""

    organization = forms.ModelChoiceField(queryset=Organization.objects.open())
