"""What is typed about teams: shape and clean input, nothing is saved."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gongjian.accounts.models import User
from gongjian.core.clock import today
from gongjian.core.form_rendering import DateInput, ManyChoices, PhoneInput
from gongjian.organizations.models import Organization

from . import queries
from .models import MOST_MEMBERS, Membership, VolunteerTeam


class OrganizationField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


def _leader(organization: Organization, name: str) -> User:
    """The one person of an organisation who has this name."""
    found = queries.named_of(organization, name.strip())
    if not found:
        raise ValidationError(
            _("Nobody of this name belongs to %(organization)s. Please check the name.")
            % {"organization": organization.name}
        )
    if len(found) > 1:
        raise ValidationError(_("Several people have this name. Please choose another leader."))
    return found[0]


LEADER_HINT = _("Full name; they must belong to your organisation. It may be you.")


class FoundForm(forms.Form):
    """A team that one side proposes to the other."""

    organization = OrganizationField(
        Organization.objects.none(), label=_("Your organisation"), empty_label=None
    )
    partner = OrganizationField(
        Organization.objects.none(),
        label=_("The other side"),
        help_text=_("It names a leader of its own; then the team begins."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=VolunteerTeam.Kind.choices)
    name = forms.CharField(label=_("Name of the team"), min_length=2, max_length=40)
    words = forms.CharField(
        label=_("What the team does"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    leader = forms.CharField(label=_("Leader of your side"), max_length=60, help_text=LEADER_HINT)
    places = forms.IntegerField(
        label=_("Places in the team"), min_value=2, max_value=MOST_MEMBERS, initial=30
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["organization"].queryset = queries.own_organizations(user)
        fields["partner"].queryset = queries.partners_for(user)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("organization") and found.get("leader"):
            try:
                found["leader"] = _leader(found["organization"], found["leader"])
            except ValidationError as error:
                self.add_error("leader", error)
        return found


class AcceptForm(forms.Form):
    """The other side names its leader."""

    leader = forms.CharField(label=_("Leader of your side"), max_length=60, help_text=LEADER_HINT)

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization = organization

    def clean_leader(self) -> User:
        return _leader(self.organization, self.cleaned_data["leader"])


class ReasonForm(forms.Form):
    """Why: for an act that the other side reads, or a look that is logged."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class CallForm(forms.Form):
    """The open call."""

    call = forms.CharField(
        label=_("Whom you look for, and what they would do"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    call_until = forms.DateField(
        label=_("The call is open until"),
        required=False,
        widget=DateInput,
        help_text=_("Empty: the team takes nobody at the moment."),
    )
    places = forms.IntegerField(label=_("Places in the team"), min_value=2, max_value=MOST_MEMBERS)


class JoinForm(forms.Form):
    """Asking to join."""

    words = forms.CharField(
        label=_("A few words to the leaders"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What you are good at, when you have time."),
    )
    is_named = forms.BooleanField(
        label=_("The team's public page may say my name"),
        required=False,
        help_text=_("You can change this at any time. Without it only the leaders see who you are."),
    )


class MembersForm(forms.Form):
    """Who of the team comes along."""

    members = forms.MultipleChoiceField(
        label=_("Who comes along"),
        widget=ManyChoices,
        error_messages={"required": _("Please choose at least one member.")},
    )

    def __init__(self, rows: list[Membership], data: Any = None) -> None:
        super().__init__(data)
        self.rows = {str(row.pk): row for row in rows}
        fields: dict[str, Any] = self.fields
        fields["members"].choices = [
            (key, " · ".join(part for part in (row.name, row.unit) if part)) for key, row in self.rows.items()
        ]

    def clean_members(self) -> list[Membership]:
        return [self.rows[key] for key in self.cleaned_data["members"]]


class WishForm(forms.Form):
    """How the team would fulfil a small wish."""

    words = forms.CharField(
        label=_("How would you help?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who comes, when, and what you bring."),
    )


def _phone(value: str) -> str:
    if sum(letter.isdigit() for letter in value) < 7:
        raise ValidationError(_("Please give a phone number, such as 0791-8800 1234."))
    return value


class PracticeForm(forms.Form):
    """Days, theme and safety of a social practice."""

    theme = forms.CharField(label=_("Theme"), max_length=80)
    starts_on = forms.DateField(label=_("First day"), widget=DateInput)
    ends_on = forms.DateField(label=_("Last day"), widget=DateInput)
    safety = forms.CharField(
        label=_("Safety arrangements"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Way there and back, nights, heat, who goes with whom."),
    )
    insurance = forms.CharField(label=_("Insurance policy number"), max_length=80)
    emergency_name = forms.CharField(label=_("Emergency contact"), max_length=60)
    emergency_phone = forms.CharField(
        label=_("Phone in an emergency"),
        max_length=30,
        widget=PhoneInput,
        help_text=_("Stored encrypted; each look is logged."),
    )

    def clean_emergency_phone(self) -> str:
        return _phone(str(self.cleaned_data["emergency_phone"]))

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("starts_on") and found.get("ends_on") and found["ends_on"] < found["starts_on"]:
            self.add_error("ends_on", _("The last day must not be before the first day."))
        return found


class NoteForm(forms.Form):
    """An interview note; the consent comes first."""

    topic = forms.CharField(label=_("Topic"), max_length=60, help_text=_("No names: the team sees it."))
    consent_by = forms.CharField(
        label=_("Who agreed"),
        max_length=60,
        help_text=_("The person, or for a minor the guardian. Without consent there is no note."),
        error_messages={
            "required": _("No consent, no note. Please say who agreed, and to what it may be used.")
        },
    )
    consent_on = forms.DateField(label=_("Agreed on"), widget=DateInput)
    consent_for = forms.CharField(label=_("Agreed to what"), max_length=160)
    consent_until = forms.DateField(label=_("Agreed until"), widget=DateInput)
    person = forms.CharField(label=_("Who was interviewed"), max_length=60)
    words = forms.CharField(
        label=_("What was said"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Stored encrypted; you and your leader can read it, and each reading is logged."),
    )

    def clean_consent_on(self) -> Any:
        if self.cleaned_data["consent_on"] > today():
            raise ValidationError(_("This day has not come yet. Please choose today or earlier."))
        return self.cleaned_data["consent_on"]


class ReportForm(forms.Form):
    """Survey and report."""

    survey_topic = forms.CharField(label=_("What the survey asked"), max_length=200, required=False)
    survey_given = forms.IntegerField(
        label=_("Survey forms given out"), min_value=0, max_value=100_000, initial=0
    )
    survey_returned = forms.IntegerField(
        label=_("Survey forms that came back"), min_value=0, max_value=100_000, initial=0
    )
    findings = forms.CharField(
        label=_("What was found"),
        min_length=20,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("No names of people: the paper can be read by both sides."),
    )
    advice = forms.CharField(
        label=_("What the team suggests"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class HostForm(forms.Form):
    """What the host says when it confirms."""

    host_words = forms.CharField(
        label=_("What the host says"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
