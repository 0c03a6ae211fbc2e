"""Chinese words, pinyin initials and marks. How rows are found with them: tests/partnerships/test_lists.py."""

import pytest

from gongjian.core.search_text import mark, search_text, terms

LINE = search_text(
    titles=["老年人智能手机培训"], words=["楼道灯坏了，ＡＢＣ-12"], marks=[mark("@", "weekend_morning")]
).split()


def found(typed):
    return all(any(word.startswith(term) for word in LINE) for term in terms(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "手机",
        "智能手机",
        "老年",
        "手机 楼道",
        "灯坏",
        "坏了",
        "abc",
        "ＡＢＣ",
        "znsj",
        "ZNSJPX",
        "lnr",
        "，手机！",
    ],
)
def test_a_row_is_found_by_its_words_and_initials(typed):
    assert found(typed)


@pytest.mark.parametrize("typed", ["电梯", "手机 电梯", "zz", "weekend"])
def test_and_not_by_other_words(typed):
    assert not found(typed)


def test_signs_are_no_words():
    assert terms("，。!' OR \\ % _") == ["or"]


def test_a_mark_is_one_word():
    assert mark("#", "会 修灯") == "#会_修灯"
    assert "@weekend_morning" in LINE


def test_no_word_stands_twice_and_none_is_empty():
    assert "" not in LINE
    assert len(LINE) == len(set(LINE))
