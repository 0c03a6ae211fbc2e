# ruff: noqa: PLR0913 - a component is called by name from templates, with keywords
"""Numbers that say what they mean: statistics, bars, rings, lines, charts, codes."""

from collections.abc import Sequence
from typing import Any, Literal

import segno
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .labels import status
from .parts import EMPTY, classes, heading_id, icon_html, joined, percent, progress
from .registry import block_component, component, register

BarTone = Literal["", "ok", "warn", "campus"]
TIGHT = 85  # per cent of the places taken, from which the bar turns ochre


@register.filter
def yuan(fen: int | None) -> str:
    """31200 → 312 元, 5 → 0.05 元: an amount in fen as people say it."""
    if fen is None:
        return ""
    return _("%(amount)s yuan") % {"amount": f"{fen / 100:,.2f}".removesuffix(".00")}


@component
def capacity(taken: int, total: int | None, *, words: str = "") -> SafeString:
    """Places taken of places there are; without a limit only the number."""
    if not total:
        return format_html(
            '<div class="gj-cap">{}</div>', ngettext("%(n)d person", "%(n)d people", taken) % {"n": taken}
        )
    share = percent(taken, total)
    said = words or ngettext("of %(n)d place", "of %(n)d places", total) % {"n": total}
    look = classes("gj-cap", "is-tight" if share >= TIGHT else "")
    return format_html(
        '<div class="{}"><b class="gj-num">{}</b> {}{}</div>', look, taken, said, progress(share)
    )


@component
def places_left(left: int, *, total: int = 0) -> SafeString:
    """How many people are still wanted, for a row of the front page."""
    bar = progress(percent(total - left, total), inline=True) if total else EMPTY
    words = format_html(_("{} still wanted"), format_html('<b class="gj-num">{}</b>', left))
    return format_html(
        '<span class="{}">{}{}</span>', classes("gj-left", "is-tight" if left <= 1 else ""), words, bar
    )


@block_component
def stats(content: str, *, label: str = "", boxed: bool = False) -> SafeString:
    """Up to four numbers in a row; inside it stand `stat` tags."""
    named = format_html(' aria-label="{}"', label) if label else EMPTY
    return format_html(
        '<dl class="{}"{}>{}</dl>', classes("gj-stats", "gj-stats--card" if boxed else ""), named, content
    )


@component
def stat(
    label: str, value: Any, *, unit: str = "", note: str = "", delta: Literal["", "up", "down"] = ""
) -> SafeString:
    """A number, its unit and what it means or is compared with (`note`). A dash when there is no number."""
    shown = "–" if value is None or value == "" else value
    small = (
        format_html('<small class="{}">{}</small>', f"gj-delta--{delta}" if delta else "", note)
        if note
        else EMPTY
    )
    of_what = format_html("<span>{}</span>", unit) if unit else EMPTY
    return format_html(
        '<div class="gj-stat"><dt>{}</dt><dd><b class="gj-num">{}</b> {}{}</dd></div>',
        label,
        shown,
        of_what,
        small,
    )


@component
def ring(share: float, *, value: str | int | float, unit: str, aria_label: str) -> SafeString:
    """A share of a whole as a ring, the number inside."""
    return format_html(
        '<div class="gj-ring" data-v="{}" role="img" aria-label="{}">'
        '<span><b class="gj-num">{}</b><small>{}</small></span></div>',
        max(0, min(100, round(share))), aria_label, value, unit,
    )  # fmt: skip


@component
def meter(
    label: str, value: str | int | float, *, share: float, tone: BarTone = "", note: str = ""
) -> SafeString:
    """A named bar with its number."""
    small = format_html("<small>{}</small>", note) if note else EMPTY
    bar = progress(share, f"is-{tone}" if tone else "")
    return format_html(
        '<div class="gj-meter"><span>{}</span><b class="gj-num">{}</b>{}{}</div>', label, value, bar, small
    )


@component
def split_bar(parts: Sequence[Any], *, unit: str = "") -> SafeString:
    """A whole in up to three parts, best first: `[(label, number), …]`; the numbers stand below the bar."""
    total = sum(float(number) for _label, number in parts) or 1
    rows = [(letter, label, number) for letter, (label, number) in zip("abc", parts, strict=False)]
    spoken = ", ".join(f"{label} {number} {unit}".strip() for _letter, label, number in rows)
    bars = format_html_join(
        "",
        '<span class="is-{}" data-v="{}"></span>',
        ((a, round(100 * float(n) / total)) for a, _l, n in rows),
    )
    keys = format_html_join(
        "",
        '<div><span class="gj-row gj-sm gj-gap-1"><span class="gj-key is-{}"></span>{}</span>'
        '<b class="gj-h gj-num gj-h--sm">{}</b> <span class="gj-2 gj-sm">{}</span></div>',
        ((a, label, number, unit) for a, label, number in rows),
    )
    return format_html(
        '<div class="gj-split" role="img" aria-label="{}">{}</div><div class="gj-split__keys">{}</div>',
        spoken,
        bars,
        keys,
    )


@component
def levels(rows: Sequence[Any], *, label: str) -> SafeString:
    """Steps of a ladder, as `[(name, threshold, percent reached), …]`; compared with oneself only."""
    marks = format_html_join(
        "",
        '<li class="{}">{}<b>{}</b><span class="gj-num">{}</span></li>',
        (
            ("is-on" if share else "", progress(share, inline=True), name, threshold)
            for name, threshold, share in rows
        ),
    )
    return format_html('<ol class="gj-levels" aria-label="{}">{}</ol>', label, marks)


def _line(points: Sequence[float], goal: float) -> tuple[list[tuple[float, float]], float]:
    """Points of a 320 × 64 picture, from zero; and the height of the goal."""
    top = max([*points, goal, 1]) * 1.15
    across = 308 / max(1, len(points) - 1)
    return [(round(6 + i * across, 1), round(60 - 54 * p / top, 1)) for i, p in enumerate(points)], round(
        60 - 54 * goal / top, 1
    )


@component
def target_line(
    label: str,
    points: Sequence[Any],
    *,
    goal: int | float | Any,
    unit: str = "",
    note: str = "",
    state: str = "",
    tone: Literal["ok", "wait", "bad", "info"] = "wait",
) -> SafeString:
    """A target and how it was measured so far: dashed line the goal, last point the present."""
    values, aim = [float(p) for p in points], float(goal)
    now = points[-1] if points else "–"
    dots, height = _line(values, aim)
    path = " ".join(f"{x} {y}" for x, y in dots)
    drawn = EMPTY
    if dots:
        marks = format_html_join("", '<path class="gj-line__dot" d="M{} {}h.01"/>', dots)
        drawn = format_html('<path class="gj-line__path" d="M{}"/>{}', path, marks)
    spoken = _("%(label)s: now %(now)s, goal %(goal)s") % {"label": label, "now": now, "goal": goal}
    return format_html(
        '<div class="gj-target"><div><b>{}</b><small>{}</small></div>'
        '<svg class="gj-line" viewBox="0 0 320 64" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<path class="gj-line__goal" d="M0 {}H320"/>{}</svg>'
        '<div><b class="gj-num">{} / {}</b> <span class="gj-sm gj-2">{}</span><br>{}</div></div>',
        label, note, spoken, height, drawn, now, goal, unit, status(state, tone) if state else EMPTY,
    )  # fmt: skip


@component
def qr(data: str, *, label: str = "") -> SafeString:
    """A QR code, black on white in every mode."""
    code = segno.make(str(data), error="m", micro=False)
    picture = code.svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None, dark="#1a1512")
    return format_html(
        '<div class="gj-qr" role="img" aria-label="{}">{}</div>', label or _("QR code"), mark_safe(picture)
    )


@block_component
def figure(
    content: str,
    title: str,
    *,
    option: Any,
    label: str,
    take: str = "",
    height: Literal["", "short", "tall"] = "",
) -> SafeString:
    """A chart (an ECharts option as data) whose title is the finding; the body is its table. See `gj/charts.html`."""
    ident = heading_id(title)
    said = format_html('<p class="gj-fig__take">{}</p>', take) if take else EMPTY
    look = classes("gj-chart", f"gj-chart--{height}" if height else "")
    table = EMPTY
    if content.strip():
        table = format_html(
            '<details><summary>{}{}</summary>'
            '<div class="gj-scroll" tabindex="0" role="region" aria-label="{}">{}</div></details>',
            icon_html("table"), _("Show the numbers"), title, content,
        )  # fmt: skip
    return joined(
        format_html(
            '<figure class="gj-fig"><figcaption><h2 id="{}">{}</h2>{}</figcaption>', ident, title, said
        ),
        format_html(
            '<div class="{}" data-gj-chart="{}-o" role="img" aria-label="{}"></div>', look, ident, label
        ),
        json_script(option, f"{ident}-o"),
        table,
        mark_safe("</figure>"),
    )
