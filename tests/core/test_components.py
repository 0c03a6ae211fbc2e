"""Every component renders, escapes what people type, and refuses values it was not made for."""

import datetime as dt
import inspect
from collections.abc import Callable
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import conditional_escape

from gongjian.core import clock
from gongjian.core.components import controls, display, fields, joint, labels, numbers, registry, surfaces
from gongjian.core.form_rendering import Choices, CodeInput, DateInput, ManyChoices, Tiles

HOSTILE = "\"'><script>alert(1)</script>"
DAY = dt.date(2026, 4, 16)
START = dt.datetime(2026, 4, 16, 6, 30, tzinfo=dt.UTC)
MODULES = (controls, display, fields, joint, labels, numbers, surfaces)


class Wish(forms.Form):
    title = forms.CharField(label="Title", help_text="Short", max_length=5)
    kind = forms.ChoiceField(
        label="Kind", choices=[("a", "One"), ("b", "Two")], widget=Tiles(icons={"a": "tools"})
    )


def show(source: str, **values: Any) -> str:
    request = RequestFactory().get("/list/?kind=a&page=2")
    return Template(source).render(Context({"request": request, **values}))


def components() -> dict[str, Callable[..., Any]]:
    """Tag name → function, for every tag that the registry knows."""
    return {
        name: next(getattr(m, name) for m in MODULES if hasattr(m, name)) for name in registry.register.tags
    }


def sample(name: str, func: Callable[..., Any]) -> dict[str, Any]:
    """Arguments of the right kind, with a hostile text wherever text may stand."""
    special: dict[str, Any] = {
        "rows": [(HOSTILE, HOSTILE, "now")],
        "parts": [(HOSTILE, 3)],
        "reasons": [(HOSTILE, True)],
        "points": [1, 2],
        "option": {"text": HOSTILE},
        "page": Paginator(range(50), 20).page(2),
        "bound": Wish({"title": HOSTILE})["title"],
        "form": Wish({"title": HOSTILE}),
        "context": Context({"request": RequestFactory().get(f"/?q={HOSTILE}"), "user": None}),
        "content": "",
    }
    if name == "display_switches":
        special["parts"] = "elder dark language"
    if name == "levels":
        special["rows"] = [(HOSTILE, 100, 50)]
    found = {}
    hints = get_type_hints(func)
    for key, parameter in inspect.signature(func).parameters.items():
        if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
            continue
        found[key] = special[key] if key in special else plain(hints[key], key)
    return found


def plain(hint: Any, key: str) -> Any:
    if key == "icon" or key == "icon_end" or key == "state_icon" or key == "extra":
        return "clock"
    if get_origin(hint) is Literal:
        return get_args(hint)[-1]
    for kind, value in ((str, HOSTILE), (bool, True), (int, 3), (float, 3.5), (dt.date, DAY)):
        if hint is kind or kind in get_args(hint):
            return value
    return HOSTILE


@pytest.mark.parametrize("name", sorted(components()))
def test_a_component_escapes_whatever_text_it_is_given(name: str) -> None:
    func = components()[name]
    arguments = sample(name, func)
    extra = [HOSTILE, "/", HOSTILE] if name == "crumbs" else []
    if name == "maybe_url":
        arguments["name"] = "core:display"
    html = conditional_escape(registry.checked(func)(*extra, **arguments))
    assert "<script>alert" not in html
    assert "\"'>" not in html


LITERALS = [
    (name, key, func)
    for name, func in sorted(components().items())
    for key, hint in get_type_hints(func).items()
    if get_origin(hint) is Literal
]


@pytest.mark.parametrize(
    ("name", "key", "func"), LITERALS, ids=[f"{name}-{key}" for name, key, _func in LITERALS]
)
def test_a_component_refuses_a_word_that_it_does_not_know(
    name: str, key: str, func: Callable[..., Any]
) -> None:
    with pytest.raises(TemplateSyntaxError, match=key):
        registry.checked(func)(**{**sample(name, func), key: "no-such-word"})


@pytest.mark.parametrize(
    "source",
    [
        "{% button 'x' colour='red' %}",
        "{% button 'x' variant='huge' %}",
        "{% button 'x' disabled='yes' %}",
        "{% button 'x' style='color:red' %}",
        "{% button 'x' onclick='alert(1)' %}",
        "{% capacity 'three' 4 %}",
        "{% capacity True 4 %}",
        "{% count '3' %}",
        "{% date_leaf '2026-04-16' %}",
        "{% pager missing %}",
        "{% status missing %}{% status 5 %}",
        "{% card %}",
    ],
)
def test_a_page_with_a_wrong_argument_does_not_render(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        show(source)


def test_in_production_a_wrong_value_does_not_stop_the_page(settings: Any) -> None:
    settings.ENV = "production"
    assert show("{% count number %}", number="3") == '<span class="gj-count">3</span>'


def test_button_is_a_link_when_it_leads_somewhere() -> None:
    assert show("{% button 'Go' href=url variant='primary' about='Tea' %}", url="/a?b=1&c=2") == (
        '<a class="btn btn-primary" href="/a?b=1&amp;c=2" aria-label="Go：Tea">Go</a>'
    )
    assert show("{% button 'Save' icon='check' hx_post='/x/' name='act' value='1' %}") == (
        '<button class="btn" type="submit" hx-post="/x/" name="act" value="1">'
        '<i class="ti ti-check" aria-hidden="true"></i>Save</button>'
    )


def test_post_button_is_a_form_that_needs_no_script() -> None:
    html = show("{% post_button 'Claim' url='/claim/' name='side' value='a' %}")
    assert 'method="post" action="/claim/"' in html
    assert 'name="csrfmiddlewaretoken" value="' in html
    assert '<button class="btn" type="submit" name="side" value="a">Claim</button>' in html


def test_pager_keeps_the_filters_and_is_silent_on_one_page() -> None:
    html = show("{% pager page %}", page=Paginator(range(50), 20).page(2))
    assert 'href="?kind=a&amp;page=1"' in html
    assert 'href="?kind=a&amp;page=3"' in html
    assert show("{% pager page %}", page=Paginator(range(5), 20).page(1)) == ""


def test_card_is_a_section_named_by_its_heading() -> None:
    html = show(
        "{% card 'Tea' id='tea' number=2 number_label='cups' more='All' more_href='/tea/' %}hot{% endcard %}"
    )
    assert '<section class="card" aria-labelledby="tea">' in html
    assert '<h2 id="tea">Tea</h2>' in html
    assert '<a class="btn gj-quiet" href="/tea/" aria-label="All：Tea">All</a>' in html
    assert '<div class="card-body">hot</div>' in html


def test_empty_values_leave_no_empty_boxes() -> None:
    assert show("{% count 0 %}{% meta_item '' 'clock' %}{% fact 'Where' %} {% endfact %}") == ""


def test_a_note_is_announced_only_when_it_answers_an_act() -> None:
    assert 'role="alert"' in show("{% note 'bad' live=True %}No{% endnote %}")
    assert 'role="status"' in show("{% note 'ok' live=True %}Yes{% endnote %}")
    assert "role" not in show("{% note 'bad' %}No{% endnote %}")


@pytest.mark.parametrize(
    ("taken", "total", "tight", "share"),
    [(14, 15, True, 93), (5, 8, False, 62), (0, 8, False, 0), (9, 8, True, 100)],
)
def test_capacity_says_the_number_and_turns_ochre_when_it_is_tight(
    taken: int, total: int, tight: bool, share: int
) -> None:
    html = show("{% capacity taken total %}", taken=taken, total=total)
    assert f'<b class="gj-num">{taken}</b>' in html
    assert ("is-tight" in html) is tight
    assert f'data-v="{share}"' in html


def test_a_target_line_without_measurements_is_only_the_goal() -> None:
    html = show("{% target_line 'People' points goal=30 %}", points=[])
    assert "gj-line__goal" in html
    assert "gj-line__path" not in html


def test_no_component_writes_style_or_script_attributes() -> None:
    for name, func in components().items():
        extra = ["a", "/", "b"] if name == "crumbs" else []
        arguments = sample(name, func) | ({"name": "core:display"} if name == "maybe_url" else {})
        html = str(func(*extra, **arguments))
        assert " style=" not in html, name
        assert " onclick=" not in html, name


# ---------------------------------------------------------------- days and hours


@pytest.mark.parametrize(
    ("source", "chinese", "english"),
    [
        ("{{ start|local_day }}", "4月16日 周四", "16 April, Thu"),
        ("{{ start|time_range:end }}", "14:30–16:00", "14:30–16:00"),
        ("{{ start|day_range:end }}", "4月16日 周四 14:30–16:00", "16 April, Thu 14:30–16:00"),
        ("{{ start|time_range:late }}", "4月16日 14:30 – 4月17日 09:00", "16 April 14:30 – 17 April 09:00"),
        ("{{ old|month_day }}", "2024年1月5日", "5 January 2024"),
        ("{{ 150|hours_minutes }}", "2 小时 30 分钟", "2 hours 30 minutes"),
        ("{{ 60|hours_minutes }}{{ 0|hours_minutes }}", "1 小时0 分钟", "1 hour0 minutes"),
        ("{{ 150|hours }} {{ 120|hours }} {{ none|hours }}", "2.5 2 0", "2.5 2 0"),
        ("{{ none|local_day }}{{ none|time_range:none }}{{ none|day_time }}", "", ""),
    ],
)
def test_days_and_hours_as_people_say_them(source: str, chinese: str, english: str) -> None:
    values = {
        "start": START,
        "end": START + dt.timedelta(minutes=90),
        "late": START + dt.timedelta(hours=18, minutes=30),
        "old": dt.date(2024, 1, 5),
        "none": None,
    }
    with clock.moved_to(START):
        for language, expected in (("zh-hans", chinese), ("en", english)):
            with translation.override(language):
                assert show(source, **values) == expected


@pytest.mark.parametrize(
    ("value", "hidden"),
    [("13800002207", "138****2207"), ("林知夏", "林*夏"), ("林夏", "林*"), ("林", "*"), ("", ""), (None, "")],
)
def test_masked_shows_enough_to_recognise_and_no_more(value: str | None, hidden: str) -> None:
    assert show("{{ value|masked }}", value=value) == hidden


# ---------------------------------------------------------------- forms


def test_a_field_has_a_label_a_hint_and_says_that_it_is_required() -> None:
    html = show("{% field form.title %}", form=Wish())
    assert '<label class="form-label" for="id_title">Title <span class="gj-req">必填</span>' in html
    assert 'class="form-control"' in html
    assert 'aria-describedby="id_title_helptext"' in html
    assert '<p class="form-hint" id="id_title_helptext">Short</p>' in html
    assert "aria-invalid" not in html


def test_a_wrong_field_says_so_in_words_and_to_screen_readers() -> None:
    html = show("{% field form.title %}", form=Wish({"title": "too long"}))
    assert 'value="too long"' in html
    assert 'class="form-control is-invalid"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_error"' in html


def test_the_summary_links_to_the_control_and_to_the_first_choice() -> None:
    html = show("{{ form }}", form=Wish({"title": ""}))
    assert "data-gj-errors" in html
    assert 'tabindex="-1"' in html
    assert '<a href="#id_title">' in html
    assert '<a href="#id_kind_0">' in html
    assert 'id="id_kind_0"' in html
    assert "data-gj-errors" not in show("{{ form }}", form=Wish())


def test_choices_are_a_group_with_a_legend_and_icons() -> None:
    html = show("{% field form.kind %}", form=Wish({"title": "x", "kind": "b"}))
    assert '<fieldset class="gj-choices gj-choices--2"' in html
    assert '<legend class="form-label">Kind' in html
    assert html.count('class="gj-choice gj-choice--tile"') == 2
    assert html.count("ti ti-tools") == 1
    assert html.count("checked") == 1


def test_what_a_person_typed_is_escaped_when_it_comes_back() -> None:
    html = show("{{ form }}", form=Wish({"title": HOSTILE, "kind": HOSTILE}))
    assert "<script>" not in html


def test_inputs_that_django_lacks() -> None:
    class Other(forms.Form):
        day = forms.DateField(widget=DateInput(), initial=DAY)
        code = forms.CharField(widget=CodeInput())
        role = forms.ChoiceField(choices=[("a", "A")], widget=Choices(hints={"a": HOSTILE}))
        days = forms.MultipleChoiceField(choices=[("a", "A")], widget=ManyChoices())
        agree = forms.BooleanField()
        place = forms.ChoiceField(choices=[("a", "A")])
        secret = forms.CharField(widget=forms.HiddenInput(), initial="s")

    html = show("{{ form }}", form=Other())
    assert '<input type="date" name="day" value="2026-04-16"' in html
    assert 'autocomplete="one-time-code"' in html
    assert 'class="gj-otp form-control"' in html
    assert "gj-choice--many" in html
    assert 'class="form-check-input"' in html
    assert 'class="form-select"' in html
    assert html.count('name="secret"') == 1
    assert "<script>" not in html
