# ruff: noqa: PLR0913 - a component is called by name from templates, with keywords
"""What two sides do together: the pair, the cycle, the way so far, signatures, plans, suggestions, statements."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .controls import button
from .dates import as_date, month_day, month_only, weekday
from .labels import Side, status, tag
from .parts import EMPTY, classes, heading_id, icon_html
from .registry import block_component, component

Stage = Literal["done", "now", "todo"]
ARCS = (
    "M103.1 12.1A88 88 0 0 1 187.9 96.9", "M187.9 103.1A88 88 0 0 1 103.1 187.9",
    "M96.9 187.9A88 88 0 0 1 12.1 103.1", "M12.1 96.9A88 88 0 0 1 96.9 12.1",
)  # fmt: skip


@component
def date_leaf(day: date, *, today: bool = False) -> SafeString:
    """A day as a leaf of a calendar."""
    return format_html(
        '<div class="{}"><span>{}</span><b>{}</b><small>{}</small></div>',
        classes("gj-date", "is-today" if today else ""), month_only(day), as_date(day).day, weekday(day),
    )  # fmt: skip


@block_component
def pair(content: str) -> SafeString:
    """Two partners and the bridge between them: `pair_side`, `pair_bridge`, `pair_side`."""
    return format_html('<div class="gj-pair">{}</div>', content)


@block_component
def pair_side(
    content: str, name: str, *, side: Literal["campus", "community"], label: str = ""
) -> SafeString:
    """One partner; the body holds `facts small=True`."""
    ident = heading_id(name + side)
    look = classes("gj-pair__side gj-mark", "gj-pair__side--community" if side == "community" else "")
    words = label or (_("Campus") if side == "campus" else _("Community"))
    return format_html(
        '<section class="{}" aria-labelledby="{}">{}<h2 id="{}">{}</h2>{}</section>',
        look,
        ident,
        tag(words, side),
        ident,
        name,
        content,
    )


@component
def pair_bridge(big: str, *, small: str = "") -> SafeString:
    """The arch between the partners, with a few words below it ("third year")."""
    return format_html(
        '<div class="gj-pair__mid"><svg viewBox="0 0 240 142" fill="none" role="img" aria-label="{} {}">'
        '<path class="gj-arch--campus" d="M8 112a112 102 0 0 1 112-102M30 112a90 82 0 0 1 90-82"/>'
        '<path class="gj-arch--community" d="M120 10a112 102 0 0 1 112 102M120 30a90 82 0 0 1 90 82"/>'
        '<circle class="gj-arch--key" cx="120" cy="10" r="6.5"/>'
        '<text class="{}" x="120" y="96" text-anchor="middle">{}</text>'
        '<text class="gj-arch__small" x="120" y="137" text-anchor="middle">{}</text></svg></div>',
        big, small, classes("gj-arch__big", "is-long" if len(big) > 6 else ""), big, small,
    )  # fmt: skip


@component
def pdca(rows: Sequence[Any], *, big: str = "", small: str = "") -> SafeString:
    """The cycle of a project: four `(name, sentence, "done" | "now" | "todo")`."""
    arcs = format_html_join(
        "",
        '<path class="is-{}" d="{}"/>',
        ((state, arc) for (_n, _s, state), arc in zip(rows, ARCS, strict=False)),
    )
    words = {"done": _("done"), "now": _("under way"), "todo": _("not begun")}
    spoken = ", ".join(f"{name} {words[state]}" for name, _sentence, state in rows)
    marks = {"done": "circle-check", "now": "progress", "todo": "circle"}
    items = format_html_join(
        "",
        '<li class="{}"{}>{}<b>{}</b><span>{}</span></li>',
        (
            (
                f"is-{state}",
                SafeString(' aria-current="step"') if state == "now" else "",
                icon_html(marks[state]),
                name,
                sentence,
            )
            for name, sentence, state in rows
        ),
    )
    return format_html(
        '<div class="gj-pdca"><svg viewBox="0 0 200 200" role="img" aria-label="{}">{}'
        '<text class="gj-pdca__big" x="100" y="99" text-anchor="middle">{}</text>'
        '<text class="gj-pdca__small" x="100" y="123" text-anchor="middle">{}</text></svg><ol>{}</ol></div>',
        spoken, arcs, big, small, items,
    )  # fmt: skip


@component
def stages(rows: Sequence[Any], *, label: str, big: bool = False) -> SafeString:
    """Stages of a programme: `(name, when, "done" | "now" | "todo")`."""
    items = format_html_join(
        "",
        '<li class="{}"{}>{}<small>{}</small></li>',
        (
            (f"is-{state}", SafeString(' aria-current="step"') if state == "now" else "", name, when)
            for name, when, state in rows
        ),
    )
    return format_html(
        '<ol class="{}" aria-label="{}">{}</ol>',
        classes("gj-stages", "gj-stages--big" if big else ""),
        label,
        items,
    )


@block_component
def timeline(content: str, *, label: str = "") -> SafeString:
    """The way so far and the way ahead; inside it stand `moment` blocks."""
    return format_html('<ol class="gj-time" aria-label="{}">{}</ol>', label or _("Steps"), content)


@block_component
def moment(content: str, title: str, stage: Stage = "done", *, icon: str = "", when: str = "") -> SafeString:
    """One step: title, sentence in the body, when."""
    mark = icon or {"done": "check", "now": "progress", "todo": "point"}[stage]
    look = "" if stage == "done" else f"is-{stage}"
    current = SafeString(' aria-current="step"') if stage == "now" else EMPTY
    words = format_html("<p>{}</p>", content) if content.strip() else EMPTY
    time = format_html('<span class="gj-time__when">{}</span>', when) if when else EMPTY
    return format_html(
        '<li class="{}"{}>{}<h3>{}</h3>{}{}</li>', look, current, icon_html(mark), title, words, time
    )


@block_component
def signs(content: str) -> SafeString:
    """Two signatures side by side."""
    return format_html('<div class="gj-signs">{}</div>', content)


@block_component
def sign(
    content: str,
    organization: str,
    side: Literal["campus", "community"],
    *,
    name: str = "",
    state: str,
    signed: bool = False,
) -> SafeString:
    """One side's signature, or the place for it; the body is what the person wrote."""
    look = classes("gj-sign", "" if signed else "is-open")
    who = format_html('<span class="gj-sign__name">{}</span>', name) if name else EMPTY
    mark = status(state, "ok" if signed else "wait", icon="signature" if signed else "hourglass")
    words = format_html('<small class="gj-2">{}</small>', content) if content.strip() else EMPTY
    return format_html(
        '<div class="{}"><span>{}</span>{}<span>{}</span>{}</div>',
        look,
        tag(organization, side),
        who,
        mark,
        words,
    )


@block_component
def plan(content: str) -> SafeString:
    """Things that were promised for a day; late first, then due, then done. Inside it stand `plan_item` blocks."""
    return format_html('<ol class="gj-plan">{}</ol>', content)


@block_component
def plan_item(
    content: str,
    title: str,
    *,
    day: date | str,
    stage: Literal["done", "due", "late", "plan"] = "plan",
    href: str = "",
    state: str = "",
) -> SafeString:
    """A promise, its day and how it stands."""
    head = (
        format_html('<a class="gj-strong" href="{}">{}</a>', href, title)
        if href
        else format_html("<b>{}</b>", title)
    )
    when = month_day(day) if isinstance(day, date) else day
    tone, mark = {
        "done": ("ok", "circle-check"),
        "due": ("wait", "clock"),
        "late": ("bad", "calendar-x"),
        "plan": ("", "point"),
    }[stage]
    badge = status(state, tone, icon=mark) if state else EMPTY
    words = format_html('<div class="gj-2 gj-sm">{}</div>', content) if content.strip() else EMPTY
    return format_html(
        '<li class="is-{}"><span class="gj-num gj-plan__when">{}</span><div>{}{}</div>{}</li>',
        stage,
        when,
        head,
        words,
        badge,
    )


@block_component
def suggestion(
    content: str,
    title: str,
    *,
    text: str = "",
    reasons: Sequence[Any] = (),
    side: Side = "",
    side_label: str = "",
) -> SafeString:
    """A suggested partner with reasons for and against, `(words, True | False)`; no score. The body is one button."""
    badge = tag(side_label, side) if side_label else EMPTY
    small = format_html('<p class="gj-2 gj-sm">{}</p>', text) if text else EMPTY
    spoken = {True: _("In favour:"), False: _("To consider:")}
    why = format_html_join(
        "",
        '<li class="{}">{}<span class="visually-hidden">{}</span>{}</li>',
        (
            (
                "" if good else "is-less",
                icon_html("circle-check" if good else "alert-triangle"),
                spoken[bool(good)] + " ",
                words,
            )
            for words, good in reasons
        ),
    )
    listed = (
        format_html('<ul class="gj-why" aria-label="{}">{}</ul>', _("Reasons"), why) if reasons else EMPTY
    )
    return format_html(
        '<article class="gj-sugg"><div><h3>{} {}</h3>{}</div>{}<div class="gj-sugg__go">{}</div></article>',
        title,
        badge,
        small,
        listed,
        content,
    )


@block_component
def activity_row(
    content: str, title: str, *, href: str, day: date, today: bool = False, tags: str = "", go: str = ""
) -> SafeString:
    """A row of a list of activities; the body is `meta`; `tags` and `go` are made with `as`."""
    badges = format_html('<div class="gj-row gj-gap-1">{}</div>', tags) if tags else EMPTY
    act = format_html('<div class="gj-activity__go">{}</div>', go) if go else EMPTY
    return format_html(
        '<article class="{}">{}<div class="gj-stack gj-gap-1"><h3><a href="{}">{}</a></h3>{}{}</div>{}</article>',
        classes("gj-activity", "" if go else "gj-activity--plain"), date_leaf(day, today=today),
        href, title, content, badges, act,
    )  # fmt: skip


@component
def statement_row(
    sentence: str, *, amount: Decimal | int, why: str = "", rule: str = "", wrong_href: str = ""
) -> SafeString:
    """A line of a points statement: what was done, what it counts and the way to say that it is wrong."""
    shown = f"{'+' if amount >= 0 else '−'}{abs(Decimal(amount)).normalize():f}"
    reason = format_html('<p class="gj-2">{}</p>', why) if why else EMPTY
    wrong = EMPTY
    if wrong_href:
        wrong = button(_("This is wrong"), href=wrong_href, variant="quiet", icon="flag", about=sentence)
    return format_html(
        '<li class="{}"><div><p class="gj-strong">{}</p>{}</div><b class="gj-num">{}</b>'
        '<div class="gj-ledger__foot"><span>{}</span>{}</div></li>',
        "is-back" if amount < 0 else "", sentence, reason, shown, rule, wrong,
    )  # fmt: skip
