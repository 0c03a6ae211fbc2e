"""Finding Chinese text by its words, on both databases.

A row keeps a line of search words: its text cut into words, every pair of neighbouring characters, the initials of
its titles in pinyin (`znsj` finds 智能手机), and marks (`@weekend_morning`, `#耐心`) that filters ask for. A word is
found by its beginning; several words must all be there. PostgreSQL reads an index over the words (`index_sql`),
SQLite reads the lines.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module
from typing import Any

from django.db import models
from django.utils import translation

CHINESE = "zh-hans"
INITIALS = 12  # of a title, from each of its words on
_PIECE = re.compile(r"[0-9a-z]+|[\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")


def _plain(text: Any) -> str:
    return unicodedata.normalize("NFKC", str(text)).casefold()


@lru_cache(maxsize=1)
def _tools() -> tuple[Any, Any, Any]:
    """The cutter and the pinyin table: 60 MB that are read when they are first needed, not by every command."""
    pinyin = import_module("pypinyin")
    return import_module("rjieba"), pinyin.lazy_pinyin, pinyin.Style.FIRST_LETTER


def _words(text: str) -> Iterable[str]:
    cutter, _pinyin, _style = _tools()
    for piece in _PIECE.findall(_plain(text)):
        if not _HAN.match(piece):
            yield piece
            continue
        yield from cutter.cut_for_search(piece)
        yield from (piece[at : at + 2] for at in range(len(piece) - 1))


def _initials(title: str) -> Iterable[str]:
    """The initials of a title from each of its words on."""
    cutter, pinyin, style = _tools()
    letters = ""
    for piece in reversed(_PIECE.findall(_plain(title))):
        for word in reversed(cutter.cut(piece)):
            letters = ("".join(pinyin(word, style=style)) if _HAN.match(word) else word) + letters
            yield letters[:INITIALS]


def mark(sign: str, value: Any) -> str:
    """One word of the line that only filters ask for."""
    return sign + re.sub(r"\s+", "_", _plain(value))


def search_text(*, titles: Iterable[Any], words: Iterable[Any] = (), marks: Iterable[str] = ()) -> str:
    """The line of search words: titles are found by pinyin initials too."""
    with translation.override(CHINESE):
        titles, words = [str(each) for each in titles if each], [str(each) for each in words if each]
    found: dict[str, None] = {}
    for text in (*titles, *words):
        found |= dict.fromkeys(_words(text))
    for title in titles:
        found |= dict.fromkeys(_initials(title))
    return " ".join([*found, *dict.fromkeys(marks)])


def terms(typed: str) -> list[str]:
    """The words of what somebody typed into a search field."""
    cutter, _pinyin, _style = _tools()
    found: list[str] = []
    for piece in _PIECE.findall(_plain(typed)):
        found += cutter.cut(piece) if _HAN.match(piece) else [piece]
    return list(dict.fromkeys(found))


class SearchTextField(models.TextField):
    """The line of search words of a row, written by the row's own `search_words()` whenever it is saved."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options |= {"default": "", "blank": True, "editable": False}
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return (
            name,
            path,
            args,
            {key: options[key] for key in options.keys() - {"default", "blank", "editable"}},
        )

    def pre_save(self, model_instance: Any, add: bool) -> str:
        words = getattr(model_instance, "search_words", None)  # a migration's model has none
        if words is not None:
            setattr(model_instance, self.attname, words())
        return str(getattr(model_instance, self.attname))


@SearchTextField.register_lookup
class Finds(models.Lookup):
    """`search_text__finds=["智能", "手机"]`: rows with a word that begins so, for each of them."""

    lookup_name = "finds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, params = self.process_lhs(compiler, connection)
        likes, found = [], []
        for term in self.rhs:
            escaped = re.sub(r"([\\%_])", r"\\\1", term)
            likes.append(f"(' ' || {left}) LIKE %s ESCAPE '\\'")
            found += [*params, f"% {escaped}%"]
        return f"({' AND '.join(likes)})", found

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        left, params = self.process_lhs(compiler, connection)
        quoted = [term.replace("\\", "\\\\").replace("'", "''") for term in self.rhs]
        asked = " & ".join(f"'{term}':*" for term in quoted)
        return f"array_to_tsvector(string_to_array({left}, ' ')) @@ %s::tsquery", [*params, asked]


def index_sql(table: str, column: str = "search_text") -> str:
    """The statement that makes PostgreSQL's index over the words; for migrations."""
    return (
        f'CREATE INDEX IF NOT EXISTS "{table}_{column}" ON "{table}" '
        f"USING gin (array_to_tsvector(string_to_array({column}, ' ')))"
    )


def finding(rows: Any, typed: str = "", *marks: str) -> Any:
    """The rows of a queryset with every word typed and every mark: all when nothing is asked, none for mere signs."""
    asked = [*terms(typed), *marks]
    if typed.strip() and not terms(typed):
        return rows.none()
    return rows.filter(search_text__finds=asked) if asked else rows
