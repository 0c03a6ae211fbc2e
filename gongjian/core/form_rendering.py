"""Forms in the look of the platform, and the inputs that Django lacks.

Visible label, hint, error beside the field, summary that links to the fields; native pickers for days and times,
large choices with icons, fields for telephone numbers and one-time codes.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.template.backends.django import DjangoTemplates as Backend
from django.utils.translation import gettext_noop, ngettext

# Django's own sentences, named here so that our catalogue says them plainly: what is wrong and how to mend it.
PLAIN_WORDS = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid date."),
    gettext_noop("Enter a valid time."),
    gettext_noop("Enter a valid date/time."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Enter a number."),
    gettext_noop("Enter a valid email address."),
    gettext_noop("Enter a valid value."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
    gettext_noop("Ensure this value is less than or equal to %(limit_value)s."),
    gettext_noop("Ensure this value is greater than or equal to %(limit_value)s."),
)


def plain_length(limit: int) -> tuple[str, str]:
    """The two sentences about length; Django fills in the numbers."""
    return (
        ngettext(
            "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
            "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
            limit,
        ),
        ngettext(
            "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
            "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
            limit,
        ),
    )


class GongjianBoundField(BoundField):
    """A field that knows what kind of markup it needs."""

    @property
    def kind(self) -> str:
        """`choices` for radio buttons and check boxes, `check` for a single box, `hidden`, else `control`."""
        widget = self.field.widget
        if widget.is_hidden:
            return "hidden"
        if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
            return "choices"
        return "check" if isinstance(widget, forms.CheckboxInput) else "control"

    @property
    def tiles(self) -> bool:
        return bool(getattr(self.field.widget, "tiles", False))

    @property
    def many(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxSelectMultiple)

    @property
    def options(self) -> Iterator[dict[str, Any]]:
        """Each choice with the icon and the hint that its widget may give it."""
        widget = self.field.widget
        icons, hints = getattr(widget, "icons", {}), getattr(widget, "hints", {})
        for choice in self.subwidgets:
            value = str(choice.data["value"])
            if value:
                yield {"choice": choice, "icon": icons.get(value, ""), "hint": hints.get(value, "")}

    @property
    def describedby(self) -> str:
        """The ids of hint and error, for a fieldset."""
        found = [(self.help_text, "helptext"), (self.errors, "error")]
        return " ".join(f"{self.auto_id}_{end}" for there, end in found if there)

    @property
    def focus_id(self) -> str:
        """Where a link of the summary leads: the control, or the first choice."""
        return f"{self.auto_id}_0" if self.kind == "choices" else self.id_for_label or self.auto_id

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        look = {
            "control": "form-select" if isinstance(widget, forms.Select) else "form-control",
            "check": "form-check-input",
        }
        names = [widget.attrs.get("class", ""), attrs.get("class", ""), look.get(self.kind, "")]
        if self.errors and self.kind in look:
            names.append("is-invalid")
        joined = " ".join(name for name in names if name)
        return {**attrs, "class": joined} if joined else attrs


class GongjianFormRenderer(DjangoTemplates):
    """Named in settings as FORM_RENDERER; its engine knows our tags."""

    form_template_name = "gj/forms/form.html"
    field_template_name = "gj/forms/field.html"
    formset_template_name = "gj/forms/formset.html"
    bound_field_class = GongjianBoundField

    @cached_property
    def engine(self) -> Backend:
        options: Any = settings.TEMPLATES[0]["OPTIONS"]
        return Backend(
            {
                "APP_DIRS": True,
                "DIRS": [Path(forms.__file__).parent / "templates"],
                "NAME": "gongjian_forms",
                "OPTIONS": {"builtins": options["builtins"]},
            }
        )


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    """Day and time in one field of the browser."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class PhoneInput(forms.TextInput):
    """A telephone number: the number pad on phones."""

    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "tel", "autocomplete": "tel", **(attrs or {})})


class CodeInput(forms.TextInput):
    """A one-time code: one field, never six boxes; phones offer the code from the message."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        one_time = {
            "inputmode": "numeric",
            "autocomplete": "one-time-code",
            "class": "gj-otp",
            "spellcheck": "false",
        }
        super().__init__({**one_time, **(attrs or {})})


class Choices(forms.RadioSelect):
    """Large choices, one under the other; `icons` and `hints` by value."""

    tiles = False

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        icons: Mapping[str, str] | None = None,
        hints: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs, choices)
        self.icons, self.hints = dict(icons or {}), dict(hints or {})


class Tiles(Choices):
    """Large choices side by side, each with an icon over its words."""

    tiles = True


class ManyChoices(forms.CheckboxSelectMultiple):
    """Large choices of which several may be taken."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        icons: Mapping[str, str] | None = None,
        hints: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs, choices)
        self.icons, self.hints = dict(icons or {}), dict(hints or {})
