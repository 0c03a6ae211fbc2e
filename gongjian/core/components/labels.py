"""Short words with a meaning: status, side, count, facts, people."""

from typing import Any, Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .parts import EMPTY, attributes, classes, icon_html, joined
from .registry import block_component, component

Tone = Literal["", "ok", "live", "wait", "bad", "info"]
Side = Literal["", "campus", "community", "joint"]
TONE_ICON = {
    "": "point",
    "ok": "circle-check",
    "live": "progress",
    "wait": "hourglass",
    "bad": "alert-circle",
    "info": "info-circle",
}
SIDE_ICON = {"": "", "campus": "school", "community": "building-community", "joint": "building-bridge"}


@component
def status(label: str, tone: Tone = "", *, icon: str = "", **attrs: Any) -> SafeString:
    """The state of a thing: icon, words and a soft colour."""
    look = classes("gj-status", f"gj-status--{tone}" if tone else "")
    return format_html(
        '<span class="{}"{}>{}{}</span>', look, attributes(attrs), icon_html(icon or TONE_ICON[tone]), label
    )


@component
def tag(label: str, side: Side = "", *, icon: str = "", plain: bool = False) -> SafeString:
    """A category, or the side that a thing belongs to: campus blue, community green, joint red, each with its icon."""
    look = classes("gj-tag", f"gj-tag--{side}" if side else "")
    return format_html(
        '<span class="{}">{}{}</span>', look, EMPTY if plain else icon_html(icon or SIDE_ICON[side]), label
    )


@component
def count(number: int, *, label: str = "", hot: bool = False) -> SafeString:
    """A small number beside a word; `label` says what is counted. Nothing for zero."""
    if not number:
        return EMPTY
    spoken = format_html('<span class="visually-hidden"> {}</span>', label) if label else EMPTY
    return format_html(
        '<span class="{}">{}{}</span>', classes("gj-count", "gj-count--hot" if hot else ""), number, spoken
    )


@block_component
def meta(content: str) -> SafeString:
    """A line of small facts about a thing."""
    return format_html('<div class="gj-meta">{}</div>', content)


@component
def meta_item(text: str | int, icon: str = "") -> SafeString:
    """One of these facts; nothing when there is no text."""
    return format_html("<span>{}{}</span>", icon_html(icon), text) if text not in ("", None) else EMPTY


@block_component
def facts(content: str, *, small: bool = False) -> SafeString:
    """A list of names and values; inside it stand `fact` blocks."""
    return format_html(
        '<dl class="{}">{}</dl>', classes("gj-facts", "gj-sm gj-facts--tight" if small else ""), content
    )


@block_component
def fact(content: str, label: str, *, icon: str = "") -> SafeString:
    """A name and its value; left out when the value is empty."""
    if not str(content).strip():
        return EMPTY
    return format_html("<dt>{}{}</dt><dd>{}</dd>", icon_html(icon), label, content)


@component
def avatar(name: str, *, side: Literal["", "campus", "community"] = "", small: bool = False) -> SafeString:
    """The first letter of a name in a circle; the name itself stands beside it."""
    look = classes(
        "gj-ava", "gj-ava--community" if side == "community" else "", "gj-ava--sm" if small else ""
    )
    return format_html('<span class="{}" aria-hidden="true">{}</span>', look, str(name)[:1])


@component
def person(name: str, *, note: str = "", side: Literal["", "campus", "community"] = "") -> SafeString:
    """A name with its circle and what the person does here."""
    what = format_html(' <span class="gj-sm gj-2">{}</span>', note) if note else EMPTY
    face = avatar(name, side=side, small=True)
    return format_html(
        '<span class="gj-row gj-nowrap gj-gap-2">{}<span><b>{}</b>{}</span></span>', face, name, what
    )


@block_component
def thread(content: str, *, label: str = "") -> SafeString:
    """A conversation; inside it stand `said` blocks."""
    return format_html('<ol class="gj-thread" aria-label="{}">{}</ol>', label or _("Conversation"), content)


@block_component
def said(
    content: str, name: str, *, side: Literal["", "campus", "community"] = "", note: str = ""
) -> SafeString:
    """What one person said; `note` says who they are and when."""
    face = avatar(name, side=side, small=True)
    return format_html(
        "<li>{}<div><b>{}</b> <small>{}</small><p>{}</p></div></li>", face, name, note, content
    )


@block_component
def quote(content: str, *, source: str = "") -> SafeString:
    """Somebody's own words."""
    said_by = format_html('<p class="gj-mute gj-sm">{}</p>', source) if source else EMPTY
    return joined(format_html('<blockquote class="gj-quote">{}</blockquote>', content), said_by)
