"""The shape of what people type about organisations, posts and places."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gongjian.accounts.queries import person_by_identifier
from gongjian.core.clock import today
from gongjian.core.fields import WordsField
from gongjian.core.form_rendering import DateInput, PhoneInput

from .models import Affiliation, Organization, Place
from .posts import Post, permission_to_fill
from .queries import member_of_same_tree


class EditForm(forms.Form):
    """What an organisation says of itself."""

    short_name = forms.CharField(label=_("Short name"), required=False, max_length=40)
    about = forms.CharField(
        label=_("About us"), required=False, max_length=1000, widget=forms.Textarea({"rows": 4})
    )
    strengths = WordsField(
        label=_("What we are good at"),
        required=False,
        help_text=_("With commas between them, for example: tutoring, legal advice, first aid"),
    )
    seeks_partners = forms.BooleanField(
        label=_("We are looking for a partner"),
        required=False,
        help_text=_("You then stand in the directory that both sides search."),
    )
    phone = forms.CharField(label=_("Public phone"), required=False, max_length=30, widget=PhoneInput())


TOPS = {Organization.Kind.UNIVERSITY_COMMITTEE, Organization.Kind.WORKING_COMMITTEE}


class FoundForm(forms.Form):
    """A new organisation below another; the tops of trees come by `manage.py install`."""

    kind = forms.ChoiceField(
        label=_("Kind of organisation"),
        choices=[("", "—"), *(row for row in Organization.Kind.choices if row[0] not in TOPS)],
    )
    name = forms.CharField(label=_("Full name"), max_length=120)
    short_name = forms.CharField(
        label=_("Short name"),
        required=False,
        max_length=40,
        help_text=_("For lists and phones. Leave it empty when the name is short."),
    )


class PersonForm(forms.Form):
    """Who is added to the roster, and as what."""

    display_name = forms.CharField(label=_("Name of the person"), max_length=60)
    number = forms.CharField(label=_("Student or staff number"), required=False, max_length=40)
    phone = forms.CharField(
        label=_("Phone"), required=False, max_length=30, widget=PhoneInput({"autocomplete": "off"})
    )
    email = forms.CharField(
        label=_("E-mail"), required=False, max_length=120, widget=forms.EmailInput({"autocomplete": "off"})
    )
    kind = forms.ChoiceField(label=_("Belongs as"), choices=[("", "—"), *Affiliation.Kind.choices])
    since = forms.DateField(label=_("First day"), widget=DateInput(), initial=today)

    def clean(self) -> dict[str, Any]:
        """The identifiers that were typed, together; one of them is needed."""
        found: dict[str, Any] = super().clean() or {}
        kinds = ("number", "phone", "email")
        found["identifiers"] = {kind: value for kind in kinds if (value := found.pop(kind, ""))}
        if not found["identifiers"] and not any(kind in self.errors for kind in kinds):
            self.add_error("number", _("Give at least one of number, phone and e-mail."))
        return found


class CloseForm(forms.Form):
    """Why an organisation is closed."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It stands in the audit log."))


class AppointForm(forms.Form):
    """Who gets which post, and for how long."""

    who = forms.CharField(
        label=_("Student or staff number, phone or e-mail"),
        max_length=120,
        help_text=_("Of somebody on the roster of your university or subdistrict."),
    )
    post = forms.ChoiceField(label=_("Post"), choices=[])
    since = forms.DateField(label=_("First day"), widget=DateInput())
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DateInput(),
        help_text=_("Leave it empty when the end is open."),
    )

    def __init__(self, *args: Any, user: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.organization = user, organization
        posts = [p for p in Post.choices if user.has_perm(permission_to_fill(p[0]), organization)]
        self.fields["post"].choices = posts  # type: ignore[attr-defined]
        self.fields["since"].initial = today

    def clean_who(self) -> Any:
        """The person; the same words for a number that nobody has and for somebody of elsewhere."""
        person = person_by_identifier(self.cleaned_data["who"])
        if person is None or not member_of_same_tree(self.organization, person):
            raise ValidationError(
                _("Nobody on your roster has this number. Check it, or add the person first.")
            )
        if person.pk == self.user.pk:
            raise ValidationError(_("Nobody appoints themself. Ask the organisation above yours."))
        return person

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day must not be before the first."))
        return found


class EndForm(forms.Form):
    """When an appointment ends: at once, or after a day."""

    on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DateInput(),
        help_text=_("Leave it empty to end it at once."),
    )

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day and day < today():
            raise ValidationError(_("Choose today or a later day."))
        return day


class PlaceForm(forms.Form):
    """The profile of a 小区 or a room."""

    name = forms.CharField(label=_("Name of the place"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind of place"), choices=Place.Kind.choices)
    address = forms.CharField(label=_("Address"), required=False, max_length=160)
    households = forms.IntegerField(label=_("Households"), required=False, min_value=0, max_value=100_000)
    elderly_percent = forms.IntegerField(
        label=_("Residents over 60 (%)"), required=False, min_value=0, max_value=100
    )
    is_old = forms.BooleanField(label=_("Old compound"), required=False)
    management = forms.ChoiceField(label=_("Who manages it"), choices=Place.Management.choices)
    missing = WordsField(
        label=_("What is missing"),
        required=False,
        help_text=_("For example: a bench, a ramp, a light in the yard"),
    )
    stands_in = forms.ModelChoiceField(
        label=_("Who stands in"),
        queryset=Organization.objects.none(),
        required=False,
        empty_label=_("Nobody yet"),
    )
    changed = forms.CharField(
        label=_("What has changed since"), required=False, max_length=300, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, organizations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stands_in"].queryset = organizations  # type: ignore[attr-defined]
