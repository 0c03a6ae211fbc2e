"""The translation catalogue: which words our sources mark, and what zh-Hans says for them.

Works without Django's set-up (`python -m gongjian.core.catalog`), so that a module which does
not import yet stops no translator; `manage.py messages` is the same.
"""

import argparse
import fcntl
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "gongjian"
PO = SOURCES / "locale/zh_Hans/LC_MESSAGES/django.po"
LOCALE = "zh_Hans"
HEADER = """\
# 同心桥 Gongjian in simplified Chinese. Made by `make messages`; write translations here, nothing else.
msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: zh_Hans\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
_PLURAL, _CONTEXT, _BOTH = (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop"]),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], _PLURAL),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], _CONTEXT),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], _BOTH),
}
Key = tuple[str | None, str]
Translation = str | list[str]


def sources(root: Path = SOURCES) -> list[Path]:
    """Every Python file and template of the package, save migrations."""
    return sorted(
        p for p in root.rglob("*") if p.suffix in {".py", ".html", ".txt"} and "migrations" not in p.parts
    )


def marked(path: Path) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """The (msgid or (singular, plural), context) pairs that one file marks."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # templatize leaves calls among blanks; without the indentation they are Python enough to be read
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
    for _line, msgid, _comments, context in extract("python", BytesIO(text.encode()), KEYWORDS):
        if msgid:
            yield (msgid if isinstance(msgid, str) else (msgid[0], msgid[1])), context


def extracted(root: Path = SOURCES) -> tuple[Catalog, list[str]]:
    """A fresh catalogue of all marked words, and the files that could not be read with the reason."""
    catalog, unreadable = Catalog(locale=LOCALE, fuzzy=False), []
    for path in sources(root):
        name = str(path.relative_to(root.parent))
        try:
            for msgid, context in marked(path):
                catalog.add(msgid, locations=[(name, 1)], context=context)
        except Exception as error:  # another hand may be halfway through this file
            unreadable.append(f"{name}: {error}")
    return catalog, unreadable


def key(message: Message) -> Key:
    return message.context or None, message.id if isinstance(message.id, str) else message.id[0]


def words(message: Message) -> list[str]:
    """The translations of a message, empty strings left out."""
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return [form for form in forms if form]


def messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def stored(path: Path = PO) -> Catalog:
    """The catalogue on disk, or an empty one."""
    if not path.is_file():
        return Catalog(locale=LOCALE, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def _known(catalog: Catalog) -> dict[Key, list[str]]:
    kept = [*catalog.obsolete.values(), *messages(catalog)]
    return {key(message): words(message) for message in kept if words(message)}


def _wanted(path: Path) -> dict[Key, list[str]]:
    """Read {"msgid": "译文"} or {"msgid": ["译文"]}; a context stands before the msgid, separated by \\u0004."""
    entries: dict[str, Translation] = json.loads(path.read_text(encoding="utf-8"))
    wanted: dict[Key, list[str]] = {}
    for text, translation in entries.items():
        context, _separator, msgid = text.rpartition("\x04")
        wanted[context or None, msgid] = [translation] if isinstance(translation, str) else translation
    return wanted


def merge(fresh: Catalog, known: dict[Key, list[str]], *, prune: bool = False) -> None:
    """Give the fresh catalogue the known translations; those nothing asks for become obsolete, or go with `prune`."""
    asked = set()
    for message in messages(fresh):
        asked.add(key(message))
        found = known.get(key(message), [])
        if found:
            message.string = found[0] if isinstance(message.id, str) else (found[0],)
    for (context, msgid), found in known.items():
        if (context, msgid) not in asked and not prune:
            fresh.obsolete[msgid, context] = Message(msgid, found[0], context=context)  # type: ignore[index]


def rendered(catalog: Catalog) -> bytes:
    out = BytesIO(HEADER.encode())
    out.seek(0, os.SEEK_END)
    write_po(out, catalog, width=0, omit_header=True, sort_output=True, include_lineno=False)
    return out.getvalue()


def _replace(path: Path, content: bytes) -> None:
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}")
    new.write_bytes(content)
    new.replace(path)


def compile_mo(path: Path = PO) -> None:
    out = BytesIO()
    write_mo(out, stored(path))
    _replace(path.with_suffix(".mo"), out.getvalue())
    os.utime(path.with_suffix(".mo"))


@contextmanager
def _alone() -> Iterator[None]:
    lock = ROOT / "var/.messages.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def update(fill: Path | None = None, *, prune: bool = False, out: Any = sys.stdout) -> int:
    """Bring django.po and django.mo up to date and say what lacks a translation; returns how many do."""
    with _alone():
        known = _known(stored())
        wanted = _wanted(fill) if fill else {}
        for (_context, msgid), new in wanted.items():
            old = known.get((_context, msgid))
            if old and old != new:
                out.write(f"replaced: {msgid!r}: {old[0]} → {new[0]}\n")
        fresh, unreadable = extracted()
        merge(fresh, known | wanted, prune=prune and not unreadable)
        _replace(PO, rendered(fresh))
        compile_mo()
    for line in unreadable:
        out.write(f"could not read {line}\n")
    asked = {key(message) for message in messages(fresh)}
    for _context, msgid in sorted(wanted.keys() - asked, key=str):
        out.write(f"filled, but no source asks for it: {msgid!r}\n")
    missing = [message for message in messages(fresh) if not words(message)]
    for message in missing:
        where = sorted({file for file, _line in message.locations})
        out.write(
            f"untranslated: {message.id!r}{f' [{message.context}]' if message.context else ''}  {where[0]}\n"
        )
    out.write(f"{len(asked)} messages, {len(missing)} untranslated, {len(fresh.obsolete)} obsolete\n")
    return len(missing)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fill", type=Path, metavar="FILE.json", help='translations: {"msgid": "译文"}')
    parser.add_argument("--prune", action="store_true", help="drop translations that no source asks for")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    add_arguments(arguments)
    update(**vars(arguments.parse_args()))
