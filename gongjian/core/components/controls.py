# ruff: noqa: A002, PLR0913 - a component is called by name from templates, with keywords
"""Things to press and to move about with: buttons, chips, crumbs, pager, steps."""

from typing import Any, Literal

from django.core.paginator import Page
from django.middleware.csrf import get_token
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .parts import EMPTY, attributes, classes, icon_html, joined
from .registry import block_component, component

Variant = Literal["", "primary", "quiet", "ink", "risky"]
Size = Literal["", "lg", "sm"]
LOOK = {"": "", "primary": "btn-primary", "quiet": "gj-quiet", "ink": "gj-ink", "risky": "gj-risky"}


def spoken(label: str, about: str) -> str:
    """A button's words with the thing they are about, for those who hear buttons out of their context."""
    return _("%(label)s: %(about)s") % {"label": label, "about": about} if about else ""


@component
def icon(name: str, extra: str = "") -> SafeString:
    """`{% icon "clock" %}`."""
    return icon_html(name, extra)


@component
def button(
    label: str,
    *,
    href: str = "",
    variant: Variant = "",
    size: Size = "",
    icon: str = "",
    icon_end: str = "",
    type: Literal["submit", "button", "reset"] = "submit",
    about: str = "",
    disabled: bool = False,
    grow: bool = False,
    extra: str = "",
    **attrs: Any,
) -> SafeString:
    """A button, or a link that looks like one when `href` is given. One `variant="primary"` in a view."""
    attrs.setdefault("aria_label", spoken(label, about) or None)
    look = classes("btn", LOOK[variant], f"btn-{size}" if size else "", "is-grow" if grow else "", extra)
    inside = joined(icon_html(icon), label, icon_html(icon_end))
    if href and not disabled:
        return format_html('<a class="{}" href="{}"{}>{}</a>', look, href, attributes(attrs), inside)
    return format_html(
        '<button class="{}" type="{}"{}{}>{}</button>',
        look, type, attributes(attrs), " disabled" if disabled else "", inside,
    )  # fmt: skip


@component
def icon_button(label: str, *, icon: str, href: str = "", **attrs: Any) -> SafeString:
    """A square button with an icon; its words are spoken, and shown in elder mode."""
    inside = format_html('{}<span class="gj-icon__words">{}</span>', icon_html(icon), label)
    if href:
        return format_html('<a class="btn gj-icon" href="{}"{}>{}</a>', href, attributes(attrs), inside)
    attrs.setdefault("type", "button")
    return format_html('<button class="btn gj-icon"{}>{}</button>', attributes(attrs), inside)


@component
def post_button(
    context: Context,
    label: str,
    *,
    url: str,
    variant: Variant = "",
    size: Size = "",
    icon: str = "",
    about: str = "",
    name: str = "",
    value: str | int = "",
    grow: bool = False,
    **attrs: Any,
) -> SafeString:
    """A form of one button: an act that needs nothing typed. `name` and `value` travel with it."""
    token = get_token(context["request"]) if "request" in context else ""
    press = button(
        label, variant=variant, size=size, icon=icon, about=about,
        name=name or None, value=str(value) if name else None, extra="gj-w100" if grow else "", **attrs,
    )  # fmt: skip
    return format_html(
        '<form class="{}" method="post" action="{}">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">{}</form>',
        classes("gj-post", "is-grow" if grow else ""), url, token, press,
    )  # fmt: skip


@component
def chip(
    label: str, *, href: str, count: int | None = None, current: bool = False, **attrs: Any
) -> SafeString:
    """One choice of a filter; a link, so that it works without JavaScript and can be shared."""
    number = EMPTY if count is None else format_html(' <span class="gj-num">{}</span>', count)
    attrs.setdefault("aria_current", "true" if current else None)
    return format_html('<a class="gj-chip" href="{}"{}>{}{}</a>', href, attributes(attrs), label, number)


@block_component
def chips(content: str, *, label: str) -> SafeString:
    """A row of chips with the name of what they filter."""
    return format_html('<nav class="gj-chips" aria-label="{}">{}</nav>', label, content)


@component
def crumbs(*parts: Any) -> SafeString:
    """`{% crumbs _("Needs") needs_url need.title %}`: pairs of words and address, the present page last."""
    pairs = list(zip(parts[:-1:2], parts[1::2], strict=False))
    links = format_html_join(
        "", '<a href="{}">{}</a> <span aria-hidden="true">/</span> ', ((url, word) for word, url in pairs)
    )
    return format_html(
        '<nav class="gj-crumb" aria-label="{}">{}<span aria-current="page">{}</span></nav>',
        _("You are here"), links, parts[-1],
    )  # fmt: skip


@component
def steps(now: int, total: int) -> SafeString:
    """Where a person stands in a form of several pages, in words and as a bar."""
    words = _("Step %(now)d of %(total)d") % {"now": now, "total": total}
    marks = format_html_join(
        "", '<li class="{}"></li>', (("is-done" if n <= now else "",) for n in range(1, total + 1))
    )
    return format_html(
        '<div class="gj-stack gj-gap-2"><p class="gj-2">{}</p><ol class="gj-steps" aria-hidden="true">{}</ol></div>',
        words,
        marks,
    )


def _page_url(context: Context, number: int) -> str:
    request = context.get("request")
    query = request.GET.copy() if request else None
    if query is None:
        return f"?page={number}"
    query["page"] = str(number)
    return "?" + query.urlencode()


@component
def pager(context: Context, page: Page) -> SafeString:
    """Earlier and later pages of a list; keeps the filters. Nothing when one page holds all."""
    if page.paginator.num_pages < 2:
        return EMPTY
    words = _("Page %(now)d of %(all)d, %(count)d in all") % {
        "now": page.number, "all": page.paginator.num_pages, "count": page.paginator.count,
    }  # fmt: skip
    earlier = later = EMPTY
    if page.has_previous():
        url = _page_url(context, page.previous_page_number())
        earlier = button(_("Previous page"), href=url, icon="chevron-left", rel="prev")
    if page.has_next():
        later = button(
            _("Next page"),
            href=_page_url(context, page.next_page_number()),
            icon_end="chevron-right",
            rel="next",
        )
    return format_html(
        '<nav class="gj-pager" aria-label="{}"><span class="gj-num">{}</span><div class="gj-row">{}{}</div></nav>',
        _("Pages"), words, earlier, later,
    )  # fmt: skip


@block_component
def dock(content: str, *, words: str = "", note: str = "") -> SafeString:
    """The one action of a page, fixed to the bottom of a phone; give the button `form="id"`."""
    said = (
        format_html('<div class="is-grow"><b>{}</b><br><span class="gj-sm gj-2">{}</span></div>', words, note)
        if words
        else EMPTY
    )
    return format_html('<div class="gj-dock">{}{}</div>', said, content)
