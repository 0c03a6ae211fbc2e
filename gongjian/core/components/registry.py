"""Registers components as template tags and checks the values that a page passes against the annotations."""

import types
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from django.conf import settings
from django.template import Library, TemplateSyntaxError
from django.utils.functional import Promise

register = Library()

NUMBERS = (int, float, Decimal)
SKIPPED = {"content", "context"}


def _fits(value: Any, hint: Any) -> bool:
    """Whether a value may stand where the annotation says `hint`."""
    if hint is Any:
        return True
    origin = get_origin(hint)
    if origin is Literal:
        return value in get_args(hint)
    if origin in (Union, types.UnionType):
        return any(_fits(value, part) for part in get_args(hint))
    if hint is str:
        return isinstance(value, (str, Promise))
    if hint is bool:
        return isinstance(value, bool)
    if hint in NUMBERS:
        return isinstance(value, NUMBERS if hint is not int else int) and not isinstance(value, bool)
    return isinstance(value, origin or hint)


def _named_values(
    sign: Signature, args: tuple[Any, ...], kwargs: dict[str, Any], hints: dict[str, Any]
) -> Iterator[tuple[str, Any, Any]]:
    """(name, value, annotation) of every argument that was passed."""
    for name, value in sign.bind(*args, **kwargs).arguments.items():
        kind, hint = sign.parameters[name].kind, hints.get(name, Any)
        if kind is Parameter.VAR_POSITIONAL:
            yield from ((name, each, hint) for each in value)
        elif kind is Parameter.VAR_KEYWORD:
            yield from ((key, each, hint) for key, each in value.items())
        else:
            yield name, value, hint


def strict() -> bool:
    """In development and in tests a wrong value stops the page; elsewhere the page is shown as well as it can be."""
    return bool(settings.DEBUG or settings.ENV in ("dev", "test"))


def checked(func: Callable[..., Any]) -> Callable[..., Any]:
    """The function, refusing values that its annotations do not allow."""
    sign, hints = signature(func), get_type_hints(func)

    @wraps(func)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        if strict():
            for name, value, hint in _named_values(sign, args, kwargs, hints):
                if name not in SKIPPED and not _fits(value, hint):
                    raise TemplateSyntaxError(f"{{% {func.__name__} %}}: {name}={value!r} is not {hint}")
        return func(*args, **kwargs)

    return wrapper


def _takes_context(func: Callable[..., Any]) -> bool:
    return next(iter(signature(func).parameters), "") == "context"


def component(func: Callable[..., Any]) -> Callable[..., Any]:
    """A tag without a body: `{% name … %}`."""
    register.simple_tag(checked(func), takes_context=_takes_context(func))
    return func


def block_component(func: Callable[..., Any]) -> Callable[..., Any]:
    """A tag with a body: `{% name … %}…{% endname %}`; the body arrives as `content`."""
    register.simple_block_tag(checked(func), takes_context=_takes_context(func))
    return func
