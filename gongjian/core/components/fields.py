"""Forms in pages: a field, the summary of errors, the row of buttons; and small helpers of templates."""

from typing import Any

from django.forms import BaseForm, BoundField
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gongjian.core.pages import address_of

from .registry import block_component, component


@component
def field(bound: BoundField, *, label: str = "", hint: str = "") -> SafeString:
    """One field with its visible label, hint and error; `label` and `hint` replace the form's own words here."""
    if label:
        bound.label = label
    if hint:
        bound.help_text = hint
    return bound.as_field_group()


@component
def form_errors(form: BaseForm) -> SafeString:
    """The summary of what must be changed, linking to the fields; it takes the focus. Nothing when all is well."""
    return form.render("gj/forms/errors.html")


@block_component
def form_actions(content: str) -> SafeString:
    """The row of buttons that ends a form; the first one is the act, a quiet one leads back."""
    return format_html('<div class="gj-row gj-actions gj-form__end">{}</div>', content)


@block_component
def capture(content: str) -> SafeString:
    """`{% capture as go %}…{% endcapture %}`: keeps a piece of HTML for an argument of another component."""
    return SafeString(content)


@component
def can(context: Context, perm: str, obj: Any = None) -> bool:
    """`{% can "activities.sign_up" shift as ok %}`: the same rule that the action asks, so that a button never lies."""
    user = context.get("user")
    return bool(user and user.has_perm(perm, obj))


@component
def maybe_url(name: str, *args: Any) -> str:
    """The address of a page, or nothing where this installation does not have that page."""
    if not args:
        return address_of(name)
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
