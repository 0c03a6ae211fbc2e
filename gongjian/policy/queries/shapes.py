"""What a figure looks like as text in a form, and within which bounds it must stay.

The shape of a figure is that of its first version: a number, yes or no, a text, a list, or named numbers. It doesn't
change, since the code that reads the figure counts on it.
"""

import datetime as dt
import math
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..models import WHOLE, Unit
from .figures import bounds, known

SPLIT = re.compile(r"[,，、;；/\n]+")
TEXTS = {"", Unit.DAY_OF_YEAR}  # lists in these units hold texts, others numbers
LONGEST_TEXT, MOST_PARTS = 40, 30
NAMED = re.compile(r"^(?P<name>.+?)[\s:：=]+(?P<number>\S+)$")


def shape(key: str) -> tuple[Any, str]:
    """An example of the figure's value, and its unit; `KeyError` for an unknown figure."""
    first = known().versions[key][-1]
    return first.value, first.unit


def as_text(value: Any) -> str:
    """The value as somebody types it into the form."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "\n".join(f"{name} {part}" for name, part in value.items())
    return "、".join(str(part) for part in value) if isinstance(value, list) else str(value)


def parse(key: str, text: str) -> Any:
    """What somebody typed as a value of the figure's shape; `ValidationError` on the field `value`."""
    example, unit = shape(key)
    try:
        value = _parse(example, unit, text.strip())
    except ValueError as error:
        raise ValidationError({"value": str(error)}) from error
    check(key, value)
    return value


def _parse(example: Any, unit: str, text: str) -> Any:
    if isinstance(example, bool):
        if text not in {"yes", "no"}:
            raise ValueError(_("Please choose yes or no."))
        return text == "yes"
    if isinstance(example, dict):
        return _named(text)
    if isinstance(example, list):
        parts = [part.strip() for part in SPLIT.split(text) if part.strip()]
        return parts if unit in TEXTS else [_number(part) for part in parts]
    return text if isinstance(example, str) else _number(text)


def _number(text: str) -> int | float:
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", text, re.ASCII):
        raise ValueError(_("Please write numbers in digits, such as 30 or 0.5."))
    return float(text) if "." in text else int(text)


def _named(text: str) -> dict[str, int | float]:
    found: dict[str, int | float] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        match = NAMED.match(line)
        if match is None:
            raise ValueError(_("Please write one part per line: its name, a space, and its number."))
        if match["name"] in found:
            raise ValueError(_("“%(name)s” stands there twice.") % {"name": match["name"]})
        found[match["name"]] = _number(match["number"])
    return found


def check(key: str, value: Any) -> None:
    """Refuse a value that has another shape than the figure, or lies outside its bounds."""
    example, unit = shape(key)
    if type(value) is not type(example) and not (_is_number(value) and _is_number(example)):
        raise ValidationError(
            {"value": _("This figure has another shape. Please write it like the present one.")}
        )
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else [value]
    if not parts and example:
        raise ValidationError({"value": _("Please fill this in.")})
    if len(parts) > MOST_PARTS:
        raise ValidationError({"value": _("That is too long. Please keep it as short as the present value.")})
    texts = [*(part for part in parts if isinstance(part, str)), *(value if isinstance(value, dict) else ())]
    _check_texts(texts, unit)
    _check_numbers(key, [part for part in parts if _is_number(part)])
    if unit == Unit.PERCENT and sum(parts) != WHOLE:
        raise ValidationError({"value": _("The parts must add up to 100.")})


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _check_texts(texts: list[str], unit: str) -> None:
    for text in texts:
        if len(text) > LONGEST_TEXT or "\x00" in text:
            raise ValidationError(
                {"value": _("That is too long. Please keep it as short as the present value.")}
            )
        if unit == Unit.TIME_OF_DAY and not _reads(text, "%H:%M"):
            raise ValidationError({"value": _("Please write a time of day, such as 21:00.")})
        if unit == Unit.DAY_OF_YEAR and not _reads(f"2000-{text}", "%Y-%m-%d"):
            raise ValidationError(
                {"value": _("Please write month and day with two digits each, such as 09-01.")}
            )


def _reads(text: str, pattern: str) -> bool:
    try:
        return dt.datetime.strptime(text, pattern).strftime(pattern) == text  # noqa: DTZ007 - only its form counts
    except ValueError:
        return False


def _check_numbers(key: str, numbers: list[int | float]) -> None:
    least, most = bounds(key)
    low, high = (least if least is not None else 0), most
    for number in numbers:
        if number < low or (high is not None and number > high):
            words = {"least": f"{low:g}", "most": f"{high:g}" if high is not None else ""}
            if high is None:
                raise ValidationError({"value": _("The figure can't be less than %(least)s.") % words})
            raise ValidationError({"value": _("The figure lies between %(least)s and %(most)s.") % words})
