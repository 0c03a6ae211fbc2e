"""zh-Hans is complete, and it reads as Chinese: every word marked in the sources, none left over."""

import re
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message

from gongjian.core import catalog

CHINESE = r"[\u3400-\u9fff]"
HALF_WIDTH = re.compile(rf"{CHINESE}\s*[,;:!?()]|(?<![\w.%)}}>-])[,;:!?(]\s*{CHINESE}|{CHINESE}\.(?![\w.])")
PERCENT = re.compile(r"%(?:\(\w+\))?[#0\- +]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]")


def placeholders(text: str) -> list[str]:
    """`%(name)s`, `%d` and `{name}`, in order of name: a translation may move them, not drop them."""
    named = (
        [f"{{{name}}}" for _text, name, _spec, _conversion in Formatter().parse(text) if name]
        if "{" in text
        else []
    )
    return sorted(PERCENT.findall(text.replace("%%", "")) + named)


def complaints(message: Message) -> list[str]:
    """What is wrong with one message, in words."""
    singular = message.id if isinstance(message.id, str) else message.id[0]
    most = message.id if isinstance(message.id, str) else message.id[1]
    found = ["fuzzy"] if message.fuzzy else []
    if re.search(CHINESE, singular + most):
        found.append("the msgid is not English")
    for text in catalog.words(message):
        if placeholders(text) not in (placeholders(most), placeholders(singular)):
            found.append(f"placeholders differ: {text}")
        if HALF_WIDTH.search(PERCENT.sub("", text)):
            found.append(f"half-width punctuation next to Chinese: {text}")
        if (text[0].isspace(), text[-1].isspace()) != (most[0].isspace(), most[-1].isspace()):
            found.append(f"begins or ends differently: {text!r}")
    return found + ([] if catalog.words(message) else ["untranslated"])


def message(msgid: str | tuple[str, str], string: str) -> Message:
    return Message(msgid, string if isinstance(msgid, str) else (string,))


@pytest.fixture(scope="module")
def fresh() -> Catalog:
    found, unreadable = catalog.extracted()
    assert unreadable == []
    return found


@pytest.fixture(scope="module")
def stored() -> Catalog:
    return catalog.stored()


def test_every_marked_word_is_in_the_catalogue(fresh: Catalog, stored: Catalog) -> None:
    asked = {catalog.key(message) for message in catalog.messages(fresh)}
    assert asked - {catalog.key(message) for message in catalog.messages(stored)} == set()


def test_nothing_is_left_over(fresh: Catalog, stored: Catalog) -> None:
    kept = {catalog.key(message) for message in [*catalog.messages(stored), *stored.obsolete.values()]}
    assert kept - {catalog.key(message) for message in catalog.messages(fresh)} == set()


def test_every_message_is_translated_well(stored: Catalog) -> None:
    found = {
        str(message.id): complaints(message) for message in catalog.messages(stored) if complaints(message)
    }
    assert found == {}


@pytest.mark.parametrize(
    ("msgid", "string", "wrong"),
    [
        ("Hello", "你好", []),
        ("Hello", "", ["untranslated"]),
        ("Hello %(name)s", "你好", ["placeholders differ: 你好"]),
        ("Hello {name}", "你好 {nome}", ["placeholders differ: 你好 {nome}"]),
        (("%(n)d seat", "%(n)d seats"), "%(n)d 个名额", []),
        (("One seat", "%(n)d seats"), "%(n)d 个名额", []),
        ("100%% done", "100%% 完成", []),
        ("Hello, you.", "你好,您。", ["half-width punctuation next to Chinese: 你好,您。"]),
        ("Hello.", "你好.", ["half-width punctuation next to Chinese: 你好."]),
        ("Phone (day)", "电话 (白天)", ["half-width punctuation next to Chinese: 电话 (白天)"]),
        ("Phone (day)", "电话（白天）", []),
        ("Version 1.2", "版本 1.2，见 a.html", []),
        ("Hello ", "你好", ["begins or ends differently: '你好'"]),
        ("你好", "你好", ["the msgid is not English"]),
    ],
)
def test_a_bad_translation_is_noticed(msgid: str | tuple[str, str], string: str, wrong: list[str]) -> None:
    assert complaints(message(msgid, string)) == wrong


def test_words_are_found_in_templates_and_python(tmp_path: Path) -> None:
    root = tmp_path / "gongjian"
    root.mkdir()
    (root / "page.html").write_text(
        '<p>\n  {% translate "Hello" %} {{ _("Save") }} {% button label=_("Send") %}\n'
        " {% blocktranslate count n=seats trimmed %}\n   One seat\n {% plural %}\n   {{ n }} seats\n"
        " {% endblocktranslate %}"
    )
    (root / "page.py").write_text(
        '_("Full " "house"); pgettext_lazy("verb", "Open"); ngettext("a day", "%d days", n)'
    )
    found, unreadable = catalog.extracted(root)
    assert unreadable == []
    assert {catalog.key(each) for each in catalog.messages(found)} == {
        (None, "Hello"),
        (None, "Save"),
        (None, "Send"),
        (None, "One seat"),
        (None, "Full house"),
        ("verb", "Open"),
        (None, "a day"),
    }


def test_a_translation_outlives_its_source_until_it_is_pruned(tmp_path: Path) -> None:
    known = {(None, "Gone"): ["没了"], (None, "Here"): ["在"]}
    for prune, left in ((False, 1), (True, 0)):
        found = Catalog(locale=catalog.LOCALE, fuzzy=False)
        found.add("Here")
        catalog.merge(found, known, prune=prune)
        path = tmp_path / "django.po"
        path.write_bytes(catalog.rendered(found))
        again = catalog.stored(path)
        assert [each.string for each in catalog.messages(again)] == ["在"]
        assert len(again.obsolete) == left


def test_the_catalogue_is_written_the_same_way_twice(stored: Catalog) -> None:
    first = catalog.rendered(stored)
    path = BytesIO(first)
    assert first.count(b"Content-Type") == 1
    assert path.getvalue().startswith("# 同心桥".encode())


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("_('unfinished")
    _found, unreadable = catalog.extracted(tmp_path)
    assert len(unreadable) == 1
