# ruff: noqa: A002, PLR0913 - a component is called by name from templates, with keywords
"""Boxes that hold things: page head, cards, notes, empty states, lanes, portal blocks, tasks."""

from typing import Any, Literal

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .controls import button
from .labels import Tone, count, status
from .parts import EMPTY, attributes, classes, heading_id, icon_html, joined
from .registry import block_component, component

Mark = Literal["", "red", "blue", "green"]


def mark_classes(mark: str) -> str:
    """The bookmark: the one sign on the card that matters most."""
    return classes("gj-mark" if mark else "", f"gj-mark--{mark}" if mark in ("blue", "green") else "")


@block_component
def page_head(content: str, title: str, *, lead: str = "", trail: str = "") -> SafeString:
    """The h1 (a finding, not a module name), a sentence, crumbs as `trail`; the body holds the actions."""
    words = format_html("<p>{}</p>", lead) if lead else EMPTY
    acts = format_html('<div class="gj-row gj-actions">{}</div>', content) if content.strip() else EMPTY
    return format_html('<div class="gj-head"><div>{}<h1>{}</h1>{}</div>{}</div>', trail, title, words, acts)


def _card_head(ident: str, title: str, note: str, number: SafeString, link: SafeString) -> SafeString:
    said = format_html('<span class="gj-mute gj-sm">{}</span>', note) if note else EMPTY
    return format_html(
        '<div class="card-header"><h2 id="{}">{}</h2>{}{}{}</div>', ident, title, number, said, link
    )


@block_component
def card(
    content: str,
    title: str = "",
    *,
    note: str = "",
    number: int = 0,
    number_label: str = "",
    more: str = "",
    more_href: str = "",
    body: Literal["padded", "list", "none"] = "padded",
    head: bool = True,
    mark: Mark = "",
    id: str = "",
    extra: str = "",
    **attrs: Any,
) -> SafeString:
    """A section with its heading. `body="list"` for `gj-list`, `"none"` for a table; `head=False`: h2 in the body."""
    ident = heading_id(title, id)
    link = button(more, href=more_href, variant="quiet", about=title) if more and more_href else EMPTY
    inside = content
    if title and not head:
        inside = joined(format_html('<h2 id="{}">{}</h2>', ident, title), content)
    if body != "none":
        look = (
            "card-body py-1" if body == "list" else "card-body gj-stack gj-gap-3" if not head else "card-body"
        )
        inside = format_html('<div class="{}">{}</div>', look, inside)
    if title and head:
        inside = joined(_card_head(ident, title, note, count(number, label=number_label), link), inside)
    labelled = format_html(' aria-labelledby="{}"', ident) if title else EMPTY
    look = classes("card", mark_classes(mark), extra)
    return format_html('<section class="{}"{}{}>{}</section>', look, labelled, attributes(attrs), inside)


@block_component
def note(
    content: str,
    tone: Literal["", "ok", "warn", "bad"] = "",
    *,
    title: str = "",
    icon: str = "",
    live: bool = False,
) -> SafeString:
    """A sentence set apart. `live=True` for the answer to what the person just did: it is then announced."""
    default = {"": "info-circle", "ok": "circle-check", "warn": "alert-triangle", "bad": "alert-circle"}[tone]
    role = EMPTY if not live else format_html(' role="{}"', "alert" if tone == "bad" else "status")
    head = format_html("<b>{}</b> ", title) if title else EMPTY
    look = classes("gj-note", f"gj-note--{tone}" if tone else "")
    return format_html(
        '<div class="{}"{}>{}<div>{}{}</div></div>', look, role, icon_html(icon or default), head, content
    )


@block_component
def alert_card(
    content: str, title: str, tone: Literal["", "warn", "bad"] = "", *, icon: str = "bell", text: str = ""
) -> SafeString:
    """A thing to do, as a card: what, why, and in the body one button."""
    look = classes("gj-alert", f"gj-alert--{tone}" if tone else "")
    why = format_html('<p class="gj-2 gj-sm">{}</p>', text) if text else EMPTY
    return format_html(
        '<article class="card"><div class="{}">{}<div class="gj-stack gj-gap-1"><h2 class="gj-alert__title">{}</h2>{}'
        '<div class="mt-2">{}</div></div></div></article>',
        look, icon_html(icon), title, why, content,
    )  # fmt: skip


@block_component
def empty_state(
    content: str,
    title: str,
    *,
    text: str = "",
    art: Literal["bridge", "search", "done"] = "bridge",
    level: Literal[1, 2, 3] = 3,
) -> SafeString:
    """Nothing here yet: why, and in the body the first step."""
    picture = SafeString(render_to_string(f"gj/art/empty_{art}.svg"))
    words = format_html("<p>{}</p>", text) if text else EMPTY
    acts = format_html('<div class="gj-row">{}</div>', content) if content.strip() else EMPTY
    return format_html(
        '<div class="gj-empty">{}<h{} class="gj-empty__title">{}</h{}>{}{}</div>',
        picture,
        level,
        title,
        level,
        words,
        acts,
    )


@component
def task(
    label: str, *, href: str, icon: str = "file-text", note: str = "", late: bool = False, verb: str = ""
) -> SafeString:
    """A thing to do, as a row of `ul.gj-list.gj-list--tasks`; the whole row is the link."""
    small = format_html('<small class="{}">{}</small>', "is-late" if late else "", note) if note else EMPTY
    does = format_html('<span class="gj-2 gj-sm gj-elder-hide">{}</span>', verb) if verb else EMPTY
    return format_html(
        '<li class="py-0"><a class="gj-task" href="{}">{}<span class="is-grow">{}{}</span>{}{}</a></li>',
        href, icon_html(icon), label, small, does, icon_html("chevron-right"),
    )  # fmt: skip


@block_component
def next_up(content: str, title: str, *, label: str = "", tone: Tone = "live", side: str = "") -> SafeString:
    """The next thing in a person's day: the one card with a shadow. `side` is a `tag` made with `as`."""
    state = status(label, tone, icon="clock") if label else EMPTY
    top = format_html('<div class="gj-row gj-between">{}{}</div>', state, side) if label or side else EMPTY
    ident = heading_id(title)
    return format_html(
        '<section class="gj-next gj-mark" aria-labelledby="{}">{}<h2 id="{}">{}</h2>{}</section>',
        ident,
        top,
        ident,
        title,
        content,
    )


@block_component
def lane(
    content: str, title: str, *, icon: str, number: int = 0, more: str = "", more_href: str = ""
) -> SafeString:
    """One of three lists side by side; inside it stand `item` blocks."""
    link = button(more, href=more_href, variant="quiet", icon="plus") if more and more_href else EMPTY
    ident = heading_id(title)
    return format_html(
        '<section class="gj-lane" aria-labelledby="{}">'
        '<div class="gj-lane__head">{}<h2 id="{}">{}</h2>{}{}</div>{}</section>',
        ident, icon_html(icon), ident, title, count(number), link, content,
    )  # fmt: skip


@block_component
def item(
    content: str,
    title: str,
    *,
    href: str = "",
    state: str = "",
    tone: Tone = "",
    state_icon: str = "",
    foot: str = "",
    match: str = "",
    match_href: str = "",
) -> SafeString:
    """A small card in a lane: title, state, a line or two as body, a foot; `match` names what would meet the need."""
    head = format_html('<a href="{}">{}</a>', href, title) if href else title
    badge = status(state, tone, icon=state_icon) if state else EMPTY
    under = format_html('<div class="gj-item__foot"><span>{}</span></div>', foot) if foot else EMPTY
    link = EMPTY
    if match and match_href:
        link = format_html(
            '<a class="gj-match" href="{}">{}{}</a>', match_href, icon_html("arrows-join"), match
        )
    return format_html(
        '<article class="gj-item"><div class="gj-row gj-between gj-nowrap gj-top-aligned"><h3>{}</h3>{}</div>'
        "{}{}{}</article>",
        head, badge, content, under, link,
    )  # fmt: skip


@block_component
def portal_block(
    content: str,
    title: str,
    *,
    icon: str,
    note: str = "",
    foot: str = "",
    more: str = "",
    more_href: str = "",
    primary: bool = False,
    mark: Mark = "",
    hue: Literal["", "blue", "green"] = "",
) -> SafeString:
    """One of the six blocks of the front page; the body is `ul.gj-mini` or anything short."""
    ident = heading_id(title)
    small = format_html("<small>{}</small>", note) if note else EMPTY
    act = EMPTY
    if more and more_href:
        act = button(
            more,
            href=more_href,
            variant="primary" if primary else "quiet",
            icon_end="" if primary else "arrow-right",
        )
    under = (
        format_html('<div class="gj-block__foot"><span>{}</span>{}</div>', foot, act)
        if foot or act
        else EMPTY
    )
    look = classes("gj-block", mark_classes(mark), f"gj-mark--{hue}" if hue else "")
    return format_html(
        '<section class="{}" aria-labelledby="{}">'
        '<div class="gj-block__head">{}<h2 id="{}">{}</h2>{}</div>{}{}</section>',
        look, ident, icon_html(icon), ident, title, small, content, under,
    )  # fmt: skip


@component
def mini_row(
    title: str,
    *,
    href: str,
    note: str = "",
    top: str = "",
    day: str | int = "",
    today: bool = False,
    end: str = "",
) -> SafeString:
    """A row of `ul.gj-mini` (with `day`) or `ul.gj-mini.gj-mini--2`; `end` is a `status` or `places_left`."""
    small = format_html("<small>{}</small>", note) if note else EMPTY
    leaf = EMPTY
    if day != "":
        leaf = format_html(
            '<span class="{}">{}<b class="gj-num">{}</b></span>',
            classes("is-when", "is-today" if today else ""),
            top,
            day,
        )
    return format_html(
        '<li>{}<span><a href="{}">{}</a>{}</span>{}</li>',
        leaf,
        href,
        title,
        small,
        end or icon_html("chevron-right"),
    )


@block_component
def story(
    content: str,
    title: str,
    *,
    href: str = "",
    icon: str = "heart-handshake",
    tone: Literal["", "green", "red", "amber"] = "",
    note: str = "",
) -> SafeString:
    """A told piece of work with a cover of arches; the body is its paragraph."""
    head = format_html('<a href="{}">{}</a>', href, title) if href else title
    small = format_html('<p class="gj-sm gj-mute">{}</p>', note) if note else EMPTY
    return format_html(
        '<article class="gj-story gj-stack gj-gap-2">{}<h3 class="mt-2">{}</h3><p>{}</p>{}</article>',
        cover(icon, tone=tone),
        head,
        content,
        small,
    )


@component
def cover(icon: str, *, tone: Literal["", "green", "red", "amber"] = "", wide: bool = False) -> SafeString:
    """A picture made of concentric arches, where there is no photograph."""
    look = classes("gj-cover", f"gj-cover--{tone}" if tone else "", "gj-cover--wide" if wide else "")
    return format_html('<div class="{}" aria-hidden="true">{}</div>', look, icon_html(icon))
