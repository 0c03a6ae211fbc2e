"""Shape of what is typed about activities, shifts, attendance and certificates."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import at, now, today
from gongjian.core.form_rendering import CodeInput, DateInput, PhoneInput, TimeInput
from gongjian.organizations.models import Organization, Place
from gongjian.partnerships.models import Category, Project

from . import queries
from .models import Activity, Shift, SignUp

ANY = ("", _("Any"))


class BoardForm(forms.Form):
    """What a visitor looks for; a value that makes no sense is shown with its error and not used."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[ANY, *Activity.Kind.choices], required=False)
    community = forms.ModelChoiceField(
        Organization.objects.none(), label=_("Neighbourhood"), required=False, empty_label=_("Any")
    )
    on_day = forms.DateField(label=_("Day"), widget=DateInput, required=False)
    free = forms.ChoiceField(
        label=_("Free places"), choices=[ANY, ("yes", _("Only with free places"))], required=False
    )

    def __init__(self, user: Any, data: Any) -> None:
        super().__init__(data, prefix=None)
        fields: dict[str, Any] = self.fields
        fields["community"].queryset = queries.communities(user)

    def filters(self) -> queries.Filters:
        clean = self.cleaned_data if self.is_valid() or hasattr(self, "cleaned_data") else {}
        community = clean.get("community")
        return queries.Filters(
            kind=clean.get("kind") or "",
            community=community.pk if community else None,
            on_day=clean.get("on_day"),
            only_free=bool(clean.get("free")),
        )


class OrganizationField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class ActivityForm(forms.Form):
    """An activity without its shifts. Once it is published, what people relied on is shown but can't be changed."""

    organizer = OrganizationField(Organization.objects.none(), label=_("Organiser"), empty_label=None)
    project = forms.ModelChoiceField(
        Project.objects.none(),
        label=_("Project"),
        required=False,
        empty_label=_("Not part of a project"),
        help_text=_("Partner, place and category come from the project when you leave them empty."),
    )
    partner = OrganizationField(
        Organization.objects.none(),
        label=_("Partner"),
        required=False,
        empty_label=_("No partner, or the project's"),
        help_text=_("The partner confirms the minutes for the other side."),
    )
    title = forms.CharField(label=_("Title"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=Activity.Kind.choices)
    category = forms.ChoiceField(
        label=_("Category"), choices=[("", _("As in the project")), *Category.choices], required=False
    )
    words = forms.CharField(
        label=_("What happens"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    place = forms.ModelChoiceField(
        Place.objects.none(),
        label=_("Place"),
        required=False,
        empty_label=_("Somewhere else, or the project's"),
    )
    where = forms.CharField(
        label=_("Where exactly"), max_length=160, required=False, help_text=_("Building, floor and room.")
    )
    audience = forms.ChoiceField(label=_("Who may join"), choices=Activity.Audience.choices)
    skills = forms.CharField(
        label=_("Skills wanted"), max_length=120, required=False, help_text=_("Separate several by commas.")
    )
    risks = forms.CharField(
        label=_("Risks and safety"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Volunteers have a right to know the risks. If there are none, say what to watch out for."
        ),
    )
    is_dangerous = forms.BooleanField(
        label=_("Personal danger is possible (adults only, insured)"), required=False
    )
    insurance = forms.CharField(label=_("Insurance policy number"), max_length=80, required=False)
    contact_name = forms.CharField(label=_("Contact person"), max_length=60)
    contact_phone = forms.CharField(label=_("Contact phone"), max_length=30, widget=PhoneInput)

    def __init__(self, user: Any, *args: Any, activity: Activity | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activity = activity
        fields: dict[str, Any] = self.fields
        if activity is None:
            fields["organizer"].queryset = queries.organizers_for(user)
            fields["project"].queryset = queries.projects_for(user)
        else:
            del fields["organizer"], fields["project"]
        if activity is not None and activity.state != Activity.State.DRAFT:
            for name in ("partner", "kind", "audience", "is_dangerous"):
                del fields[name]
        if "partner" in fields:
            fields["partner"].queryset = queries.partners_for(user, activity)
        fields["place"].queryset = queries.places_for(user, activity)

    def clean_skills(self) -> list[str]:
        words = self.cleaned_data["skills"].replace("，", ",").replace("、", ",").split(",")
        return [word.strip() for word in words if word.strip()]

    def clean_contact_phone(self) -> str:
        value = str(self.cleaned_data["contact_phone"])
        if not any(letter.isdigit() for letter in value):
            raise ValidationError(_("Please give a phone number, such as 0791-8800 1234."))
        return value

    def changes(self) -> dict[str, Any]:
        """What the actions take: empty choices are left to the project."""
        known = dict(self.cleaned_data)
        optional = (
            {"place", "where", "category", "partner", "project"} if self.activity is None else {"category"}
        )
        return {name: value for name, value in known.items() if value or name not in optional}

    @classmethod
    def initial_of(cls, activity: Activity) -> dict[str, Any]:
        known = {name: getattr(activity, name) for name in cls.base_fields if hasattr(activity, name)}
        return {**known, "skills": "，".join(activity.skills)}


class ShiftForm(forms.Form):
    """One shift: a day with two times, so that a phone shows its own pickers."""

    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    day = forms.DateField(label=_("Day"), widget=DateInput)
    begins = forms.TimeField(label=_("Begins"), widget=TimeInput)
    ends = forms.TimeField(label=_("Ends"), widget=TimeInput)
    break_minutes = forms.IntegerField(
        label=_("Breaks (minutes)"),
        min_value=0,
        max_value=600,
        initial=0,
        help_text=_("Breaks are not counted."),
    )
    capacity = forms.IntegerField(label=_("How many places"), min_value=1, max_value=100_000)
    waiting_places = forms.IntegerField(
        label=_("Places on the waiting list"), min_value=0, max_value=1000, initial=20
    )

    def has_changed(self) -> bool:
        """A further row in which neither time nor places stand is empty, whatever its defaults."""
        told = {"day", "begins", "ends", "capacity"} & set(self.changed_data)
        return bool(told) if self.empty_permitted else super().has_changed()

    @property
    def is_folded(self) -> bool:
        """A row for a further shift in which nothing stands yet."""
        return self.empty_permitted and not (self.is_bound and self.has_changed())

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        day, begins, ends = (found.get(name) for name in ("day", "begins", "ends"))
        if not (day and begins and ends):
            return found
        if ends <= begins:
            raise ValidationError({"ends": _("The end must be later than the start.")})
        starts_at = at(day, begins.hour, begins.minute)
        if starts_at <= now() and {"day", "begins"} & set(self.changed_data):
            raise ValidationError({"day": _("This time is in the past. Please choose a later one.")})
        return {**found, "starts_at": starts_at, "ends_at": at(day, ends.hour, ends.minute)}

    @classmethod
    def initial_of(cls, shift: Shift) -> dict[str, Any]:
        begin, end = localtime(shift.starts_at), localtime(shift.ends_at)
        return {
            "pk": shift.pk,
            "day": begin.date(),
            "begins": begin.time(),
            "ends": end.time(),
            "break_minutes": shift.break_minutes,
            "capacity": shift.capacity,
            "waiting_places": shift.waiting_places,
        }


class Shifts(BaseFormSet):
    """The shifts of an activity; rows left empty are no shifts, ticked ones go."""

    def changes(self) -> list[dict[str, Any]]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("starts_at")]
        names = ("pk", "starts_at", "ends_at", "break_minutes", "capacity", "waiting_places")
        return [{name: row[name] for name in names} for row in rows if not row.get("DELETE")]


MORE_SHIFTS = 2
NewShifts = formset_factory(
    ShiftForm, formset=Shifts, extra=MORE_SHIFTS, min_num=1, validate_min=True, max_num=20, absolute_max=30
)
EditShifts = formset_factory(
    ShiftForm,
    formset=Shifts,
    extra=MORE_SHIFTS,
    max_num=20,
    absolute_max=30,
    can_delete=True,
    can_delete_extra=False,
)


class ReasonForm(forms.Form):
    """Why an activity is called off."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who signed up reads this."),
    )


class ReturnForm(forms.Form):
    """What should be different in minutes that are sent back."""

    reason = forms.CharField(label=_("What should be different?"), max_length=120)


class CodeForm(forms.Form):
    """The six digits from the organiser's screen; blanks between them do no harm."""

    code = forms.CharField(label=_("Six digits from the screen"), max_length=20, widget=CodeInput)

    def clean_code(self) -> str:
        code = "".join(str(self.cleaned_data["code"]).split())
        if len(code) != 6 or not code.isascii() or not code.isdigit():
            raise ValidationError(_("The code has six digits. Please type it as it stands on the screen."))
        return code


class MinutesForm(forms.Form):
    """Minutes for each of some seats, at first those of the whole shift."""

    def __init__(self, seats: Iterable[SignUp], data: Any = None) -> None:
        super().__init__(data)
        for seat in seats:
            self.fields[self.name_of(seat)] = forms.IntegerField(
                label=seat.name,
                min_value=1,
                max_value=seat.shift.minutes,
                initial=seat.minutes or seat.shift.minutes,
            )

    @staticmethod
    def name_of(seat: SignUp) -> str:
        return f"minutes_{seat.pk}"

    @staticmethod
    def asked_for(data: Any) -> list[int]:
        """The seats that a posted page named, a page's worth at most."""
        found = [name.removeprefix("minutes_") for name in data if name.startswith("minutes_")]
        return [int(pk) for pk in found if pk.isascii() and pk.isdigit() and len(pk) < 16][:200]

    def minutes(self) -> dict[int, int]:
        return {int(name.removeprefix("minutes_")): value for name, value in self.cleaned_data.items()}


class CertificateForm(forms.Form):
    """Which days a certificate covers."""

    since = forms.DateField(label=_("First day"), widget=DateInput)
    until = forms.DateField(label=_("Last day"), widget=DateInput)

    def clean_until(self) -> dt.date:
        until: dt.date = self.cleaned_data["until"]
        if until > today():
            raise ValidationError(_("This day has not come yet. Please choose today or earlier."))
        return until

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("since") and found.get("until") and found["until"] < found["since"]:
            raise ValidationError({"until": _("The last day must not be before the first day.")})
        return found
