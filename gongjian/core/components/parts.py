"""What all components share: attributes, classes, icons, headings, percentages."""

import re
from hashlib import md5
from typing import Any

from django.template import TemplateSyntaxError
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

EMPTY = SafeString("")
ATTRIBUTE = re.compile(
    r"^(?:(?:hx|aria|data)[_-][a-z0-9_:-]+"
    r"|id|name|value|form|type|role|tabindex|target|rel|download|title|lang|hidden|formaction|popovertarget)$"
)


def classes(*names: str) -> str:
    """The class names that are not empty, in order."""
    return " ".join(str(name) for name in names if name)


def attributes(values: dict[str, Any]) -> SafeString:
    """`aria_label="x"` as ` aria-label="x"`; True alone, False and None left out; `style` and `on…` are refused."""
    pairs = []
    for key, value in values.items():
        if not ATTRIBUTE.match(key):
            raise TemplateSyntaxError(f"{key!r} is not an attribute that a component takes")
        if value is None or value is False:
            continue
        name = key.replace("_", "-")
        pairs.append(format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value))
    return mark_safe("".join(pairs))


def icon_html(name: str, extra: str = "") -> SafeString:
    """An icon of the Tabler set, hidden from screen readers: words always stand beside it."""
    if not name:
        return EMPTY
    return format_html(
        '<i class="{}" aria-hidden="true"></i>', classes("ti", f"ti-{str(name).removeprefix('ti-')}", extra)
    )


def heading_id(title: str, given: str = "") -> str:
    """The id of a heading that labels its section: given, or made of its words."""
    return given or "h-" + md5(str(title).encode(), usedforsecurity=False).hexdigest()[:8]


def percent(part: float, whole: float) -> int:
    """A share as a whole number from 0 to 100."""
    return max(0, min(100, round(100 * part / whole))) if whole else 0


def progress(value: float, tone: str = "", *, inline: bool = False) -> SafeString:
    """A bar; the number itself always stands in words beside it."""
    tag = "span" if inline else "div"
    return format_html(
        '<{0} class="progress" aria-hidden="true"><{0} class="{1}" data-v="{2}"></{0}></{0}>',
        mark_safe(tag), classes("progress-bar", tone), max(0, min(100, round(value))),
    )  # fmt: skip


def joined(*pieces: Any) -> SafeString:
    """Pieces of HTML in a row; plain text among them is escaped."""
    return format_html_join("", "{}", ((conditional_escape(piece),) for piece in pieces if piece))
