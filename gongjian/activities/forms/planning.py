"""Shape of what is typed about activities and their shifts."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.forms.utils import ErrorDict, ErrorList
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import at, now
from gongjian.core.form_rendering import DateInput, DateTimeInput, ManyChoices, PhoneInput, TimeInput
from gongjian.organizations.models import Organization, Place
from gongjian.partnerships.models import Category, Project

from .. import queries
from ..models import Activity, Shift

ANY = ("", _("Any"))
EMPTY = (None, "", 0, "0", False)
SIGN_UP_FIELDS = ["sign_up_opens_at", "sign_up_closes_at", "cancel_hours", "by_selection", "group_size"]


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


def local_or_none(moment: dt.datetime | None) -> dt.datetime | None:
    """A stored moment as a form shows it."""
    return localtime(moment) if moment else None


class OrganizationField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class OrganizationsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


FROZEN_FIELDS = ("partner", "co_organizers", "kind", "audience", "is_dangerous", "min_age", "by_selection")
MOST_LINES = 30
NUMBERS = {"cancel_hours", "min_age", "group_size"}  # empty is 0


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
    checklist = forms.CharField(
        label=_("Checklist"),
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One thing to prepare in each line; only organisers see it."),
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
    co_organizers = OrganizationsField(
        Organization.objects.none(),
        label=_("Organised together with"),
        required=False,
        widget=ManyChoices,
        help_text=_("They see the draft and may change it; their people may join."),
    )
    sign_up_opens_at = forms.DateTimeField(
        label=_("Sign-up opens"), required=False, widget=DateTimeInput, help_text=_("Empty: at once.")
    )
    sign_up_closes_at = forms.DateTimeField(
        label=_("Sign-up closes"), required=False, widget=DateTimeInput, help_text=_("Empty: when it begins.")
    )
    cancel_hours = forms.IntegerField(
        label=_("Places can be given back until … hours before"),
        required=False,
        min_value=0,
        max_value=720,
        initial=0,
    )
    min_age = forms.IntegerField(
        label=_("Minimum age"),
        required=False,
        min_value=0,
        max_value=99,
        initial=0,
        help_text=_("0: no limit. People confirm it themselves; nothing is kept about their age."),
    )
    by_selection = forms.BooleanField(
        label=_("People apply, and the organiser selects among them"), required=False
    )
    group_size = forms.IntegerField(
        label=_("Groups may sign up together: people at most"),
        required=False,
        min_value=0,
        max_value=50,
        initial=0,
        help_text=_("0: no groups."),
    )
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
            for name in FROZEN_FIELDS:
                del fields[name]
        if "partner" in fields:
            fields["partner"].queryset = queries.partners_for(user, activity)
        if "co_organizers" in fields:
            fields["co_organizers"].queryset = queries.co_organizers_for(user, activity)
        fields["place"].queryset = queries.places_for(user, activity)

    @property
    def bends_sign_up(self) -> bool:
        """Whether something stands in the fields on sign-up, which are folded at first."""
        names = [name for name in SIGN_UP_FIELDS if name in self.fields]
        return any(self[name].errors or self[name].value() not in EMPTY for name in names)

    def clean_skills(self) -> list[str]:
        words = self.cleaned_data["skills"].replace("，", ",").replace("、", ",").split(",")
        return [word.strip() for word in words if word.strip()]

    def clean_checklist(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["checklist"].splitlines() if line.strip()]
        if len(lines) > MOST_LINES or any(len(line) > 80 for line in lines):
            raise ValidationError(_("At most 30 lines of 80 characters each, please."))
        return lines

    def clean_contact_phone(self) -> str:
        value = str(self.cleaned_data["contact_phone"])
        if not any(letter.isdigit() for letter in value):
            raise ValidationError(_("Please give a phone number, such as 0791-8800 1234."))
        return value

    def changes(self) -> dict[str, Any]:
        """What the actions take: empty choices are left to the project."""
        known = {
            name: (value or 0) if name in NUMBERS else value for name, value in self.cleaned_data.items()
        }
        optional = (
            {"place", "where", "category", "partner", "project"} if self.activity is None else {"category"}
        )
        return {name: value for name, value in known.items() if value or name not in optional}

    @classmethod
    def initial_of(cls, activity: Activity) -> dict[str, Any]:
        known = {name: getattr(activity, name) for name in cls.base_fields if hasattr(activity, name)}
        known |= {name: local_or_none(known[name]) for name in ("sign_up_opens_at", "sign_up_closes_at")}
        together = [row.pk for row in activity.co_organizers.all()]
        return {
            **known,
            "skills": "，".join(activity.skills),
            "co_organizers": together,
            "checklist": "\n".join(activity.checklist),
        }


KEPT = ("campus_kept", "community_kept", "kept_until")


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

    campus_kept = forms.IntegerField(
        label=_("Kept for the campus"), required=False, min_value=0, max_value=100_000, initial=0
    )
    community_kept = forms.IntegerField(
        label=_("Kept for the neighbourhood"), required=False, min_value=0, max_value=100_000, initial=0
    )
    kept_until = forms.DateTimeField(
        label=_("Kept until"),
        required=False,
        widget=DateTimeInput,
        help_text=_("Then what is left is free for all. Empty: until it begins."),
    )

    @property
    def keeps_places(self) -> bool:
        """Whether something stands in the fields that are folded at first."""
        return any(self[name].value() not in EMPTY for name in KEPT) or any(
            self[name].errors for name in KEPT
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
            "campus_kept": shift.campus_kept,
            "community_kept": shift.community_kept,
            "kept_until": local_or_none(shift.kept_until),
        }


class Shifts(BaseFormSet):
    """The shifts of an activity; rows left empty are no shifts, ticked ones go."""

    def changes(self) -> list[dict[str, Any]]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("starts_at")]
        names = ("pk", "starts_at", "ends_at", "break_minutes", "capacity", "waiting_places", *KEPT)
        return [{name: row[name] for name in names} for row in rows if not row.get("DELETE")]


def one_more_row(data: Any) -> Any:
    """What was posted, with one more empty row for a shift."""
    found = data.copy()
    total = str(found.get("shifts-TOTAL_FORMS", ""))
    if total.isascii() and total.isdigit() and len(total) < 3:
        found["shifts-TOTAL_FORMS"] = str(min(int(total) + 1, MOST_ROWS))
    return found


def without_judging(form: Any, shifts: Any) -> None:
    """Show again what is typed so far and say nothing about it: the person only asked for one more row."""
    for each in (form, *shifts.forms):
        each._errors, each.cleaned_data = ErrorDict(), {}
    shifts._errors, shifts._non_form_errors = [{} for _each in shifts.forms], ErrorList()


MORE_SHIFTS, MOST_ROWS = 2, 20
NewShifts = formset_factory(
    ShiftForm,
    formset=Shifts,
    extra=MORE_SHIFTS,
    min_num=1,
    validate_min=True,
    max_num=MOST_ROWS,
    absolute_max=30,
)
EditShifts = formset_factory(
    ShiftForm,
    formset=Shifts,
    extra=MORE_SHIFTS,
    max_num=MOST_ROWS,
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
