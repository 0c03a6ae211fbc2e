"""The shape of what people type about agreements."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import today
from gongjian.core.form_rendering import DateInput
from gongjian.organizations.models import Organization, Side
from gongjian.partnerships.models import Category, Partnership, Promise
from gongjian.partnerships.queries import MOST_PROMISED, fewest

from .needs import ReasonForm, SideForm, please_choose


class DirectoryForm(forms.Form):
    """The filters of the directory. A value that makes no sense is told and not used."""

    q = forms.CharField(label=_("Search"), required=False, max_length=40)
    field = forms.ChoiceField(
        label=_("Field"), required=False, choices=[("", _("Every field")), *Category.choices]
    )
    side = forms.ChoiceField(label=_("With"), required=False, choices=[("", _("Every side")), *Side.choices])
    quiet = forms.BooleanField(label=_("Gone quiet"), required=False)

    def asked(self) -> dict[str, Any]:
        """What to ask the query for."""
        self.is_valid()
        found = self.cleaned_data
        return {
            "words": found.get("q", ""),
            "field": found.get("field") or "",
            "side": found.get("side") or "",
            "quiet": bool(found.get("quiet")),
        }


def add_promises(form: Any, known: dict[str, int]) -> None:
    """One number for each kind of promise; nothing or 0 where nothing need be promised."""
    for kind, label in Promise.choices:
        least = fewest(kind)
        form.fields[f"promise_{kind}"] = forms.IntegerField(
            label=gettext("At least so many: %(what)s") % {"what": label},
            required=False,
            min_value=least,
            max_value=MOST_PROMISED,
            initial=known.get(kind, least),
            help_text=gettext("Counted by the platform from what is recorded. Empty: the minimum."),
        )


def promised(form: Any) -> dict[str, int]:
    """The promises by kind; the minimum where nothing was given."""
    given = {kind: form.cleaned_data.get(f"promise_{kind}") for kind in Promise.values}
    return {kind: fewest(kind) if least is None else least for kind, least in given.items()}


def add_sides(form: Any, parties: Any) -> None:
    """Duties and contact of each party."""
    for party in parties:
        name = {"organization": party.organization.label}
        duties = _duties(gettext("What %(organization)s will do") % name)
        duties.initial = party.duties
        form.fields[f"duties_{party.organization_id}"] = duties
        form.fields[f"contact_{party.organization_id}"] = forms.CharField(
            label=gettext("Contact person of %(organization)s") % name,
            required=False,
            max_length=60,
            initial=party.contact_name,
        )


def by_party(form: Any, parties: Any, name: str) -> dict[int, str]:
    """`duties` or `contact` by organisation key."""
    keys = [party.organization_id for party in parties]
    return {key: form.cleaned_data[f"{name}_{key}"] for key in keys}


class TermsForm(forms.ModelForm):
    """What the sides agree on."""

    class Meta:
        model = Partnership
        fields = ("title", "purpose", "field", "starts_on", "ends_on", "rhythm", "first_projects")
        widgets = {
            "starts_on": DateInput(),
            "ends_on": DateInput(),
            "purpose": forms.Textarea({"rows": 3}),
            "first_projects": forms.Textarea({"rows": 2}),
        }
        help_texts = {
            "purpose": _("What should be better for residents and for your members afterwards?"),
            "rhythm": _("For example: every first Thursday of the month"),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        please_choose(self.fields["field"])
        known = self.instance.commitments.all() if self.instance.pk else []
        add_promises(self, {row.kind: row.least for row in known})

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        starts_on, ends_on = found.get("starts_on"), found.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", gettext("The last day must be after the first day."))
        elif ends_on and ends_on <= today():
            self.add_error("ends_on", gettext("The last day has passed. Choose a later day."))
        return found

    def terms(self) -> dict[str, Any]:
        return {
            **{name: self.cleaned_data[name] for name in TermsForm.Meta.fields},
            "commitments": promised(self),
        }


def _duties(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=1000, widget=forms.Textarea({"rows": 3}))


class DraftForm(TermsForm):
    """A new agreement: two organisations, and what each of them does."""

    organization = forms.ModelChoiceField(
        label=_("Your organisation"), queryset=Organization.objects.none(), empty_label=None
    )
    partner = forms.ModelChoiceField(
        label=_("Partner organisation"), queryset=Organization.objects.none(), empty_label=_("Please choose")
    )
    own_duties = _duties(_("What you will do"))
    partner_duties = _duties(_("What the partner will do"))
    own_contact = forms.CharField(label=_("Your contact person"), required=False, max_length=60)
    partner_contact = forms.CharField(label=_("The partner's contact person"), required=False, max_length=60)
    field_order = (
        "organization", "partner", "title", "purpose", "field", "starts_on", "ends_on", "rhythm", "first_projects",
        "own_duties", "partner_duties", "own_contact", "partner_contact",
    )  # fmt: skip

    def __init__(self, *args: Any, own: list[Organization], partners: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["organization"].queryset = Organization.objects.filter(pk__in=[each.pk for each in own])
        fields["partner"].queryset = partners

    def clean_partner(self) -> Organization:
        partner: Organization = self.cleaned_data["partner"]
        if partner == self.cleaned_data.get("organization"):
            raise ValidationError(
                gettext("An agreement needs different organisations. Choose another partner.")
            )
        return partner

    def sides(self) -> dict[str, Any]:
        """Organisations, duties and contacts as the action takes them."""
        found = self.cleaned_data
        own, partner = found["organization"], found["partner"]
        return {
            "organization": own,
            "partner": partner,
            "duties": {own.pk: found["own_duties"], partner.pk: found["partner_duties"]},
            "contacts": {own.pk: found["own_contact"], partner.pk: found["partner_contact"]},
        }


class EditForm(TermsForm):
    """The same text again, with the duties and the contact of each party; changing it asks for new signatures."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        add_sides(self, self.instance.parties.all())

    def by_party(self, name: str) -> dict[int, str]:
        """`duties` or `contact` by organisation key."""
        return by_party(self, self.instance.parties.all(), name)


class PartyForm(forms.Form):
    """A further organisation, and what it does."""

    organization = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organization.objects.none(), empty_label=_("Please choose")
    )
    duties = _duties(_("What it will do"))
    contact = forms.CharField(label=_("Its contact person"), required=False, max_length=60)

    def __init__(self, *args: Any, organizations: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["organization"]
        field.queryset = organizations


class SignForm(SideForm):
    """Who signs which text."""

    version = forms.IntegerField(widget=forms.HiddenInput(), min_value=1)


class PartyReasonForm(SideForm, ReasonForm):
    """A side says why."""

    field_order = ("organization", "reason")
