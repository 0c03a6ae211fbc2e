"""The house rules hold, and each of them can fail."""

import re
import subprocess
from collections import Counter
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests.house_rules import LAW, ROOT, RULES, Source, house

HOUSE = house()
REGISTRIES = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs|deb\.debian\.org|debian\.org/debian|npmmirror\.com"
)
FOUR = """
@transaction.atomic
def finish(*, by, activity):
    require(by, "activities.finish", activity)
    return _close(by, activity)

def _close(by, activity):
    activity.save()
    record(by, Verb.FINISHED, activity)
"""
STEP = "def close(activity): activity.save()"
LONG = "def f():\n" + "    pass\n" * 40
# rule → (path, what it must refuse, what it must let pass)
PLANTED: list[tuple[str, str, str, str]] = [
    ("four_beats", "activities/actions.py", FOUR.replace("*, by,", "by, *,"), FOUR),
    ("four_beats", "activities/actions.py", FOUR.replace("@transaction.atomic", "@cached"), FOUR),
    ("four_beats", "activities/actions.py", FOUR.replace("require(", "check("), FOUR),
    ("four_beats", "activities/actions.py", FOUR.replace("record(", "log("), FOUR),
    ("four_beats", "activities/actions/shifts.py", "def finish(*, activity): ...", FOUR),
    ("four_beats", "activities/actions/steps.py", STEP, ""),
    ("writes_only_in_actions", "activities/views.py", "seat.save()", "actions.sign_up(by=u, shift=s)"),
    (
        "writes_only_in_actions",
        "activities/views.py",
        "Seat.objects.filter(x=1).update(y=2)",
        "context.update(y=2)",
    ),
    ("writes_only_in_actions", "activities/demo.py", "Seat.objects.create(x=1)", "image.save(out, 'PNG')"),
    ("writes_only_in_actions", "activities/models.py", "seat.delete()", "cache.delete('seats')"),
    ("writes_only_in_actions", "activities/tasks.py", "shift.seats.bulk_create(rows)", "seats.append(row)"),
    ("writes_only_in_actions", "activities/tasks.py", "await seat.asave()", "await seat.arefresh()"),
    (
        "no_save_overrides",
        "activities/models.py",
        "class A:\n    def save(self): ...",
        "class A:\n    def is_full(self): ...",
    ),
    ("no_signals", "activities/apps.py", "from django.db.models.signals import post_save", "import signal"),
    (
        "no_signals",
        "activities/apps.py",
        "from django.dispatch import receiver",
        "from django.apps import AppConfig",
    ),
    ("one_clock", "activities/models.py", "at = timezone.now()", "at = clock.now()"),
    ("one_clock", "activities/models.py", "day = datetime.date.today()", "day = today()"),
    (
        "only_public_rooms",
        "reviews/views.py",
        "from gongjian.activities.views import x",
        "from gongjian.activities import queries",
    ),
    ("only_public_rooms", "reviews/views.py", "from ..activities import forms", "from . import forms"),
    (
        "only_public_rooms",
        "reviews/views.py",
        "from gongjian.activities import api",
        "from gongjian.core import pages",
    ),
    (
        "only_actions_post_to_ledgers",
        "reviews/views.py",
        "from gongjian.audit.ledger import record",
        "from gongjian.audit.models import Entry",
    ),
    (
        "only_actions_post_to_ledgers",
        "points/queries.py",
        "from .ledger import award",
        "from .models import Posting",
    ),
    ("doors_ask_queries", "reviews/api.py", "Review.objects.all()", "queries.open_reviews(user)"),
    ("imports_stand_on_top", "reviews/queries.py", "def f():\n    import json", "import json\ndef f(): ..."),
    (
        "no_reverse_accessors_upwards",
        "reviews/models.py",
        "p = models.ForeignKey('partnerships.Project', models.PROTECT)",
        "p = models.ForeignKey('partnerships.Project', models.PROTECT, related_name='+')",
    ),
    (
        "no_reverse_accessors_upwards",
        "reviews/models.py",
        "from gongjian.accounts.models import User\np = models.OneToOneField(User, models.PROTECT, related_name='r')",
        "p = models.ForeignKey(Cycle, models.PROTECT, related_name='reviews')",
    ),
    (
        "no_reverse_accessors_upwards",
        "reviews/models.py",
        "p = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)",
        "p = models.ForeignKey('self', models.PROTECT)",
    ),
    ("no_vague_names", "reviews/helpers.py", "", ""),
    ("rooms_are_listed", "reviews/leftovers.py", "", ""),
    ("rooms_are_listed", "reviews/checkin_code.py", "", ""),
    (
        "verbs_are_unique",
        "reviews/models.py",
        "class Verb:\n    A = 'reviews.a', 1\n    B = 'reviews.a', 2",
        "class Verb:\n    A = 'reviews.a', 1",
    ),
    (
        "verbs_are_unique",
        "reviews/models.py",
        "class Verb:\n    A = 'points.a', 1",
        "class Verb:\n    A = 'reviews.a', 1",
    ),
    ("things_stay_small", "reviews/models.py", "x = 1\n" * 401, "x = 1\n" * 400),
    ("things_stay_small", "reviews/models.py", LONG, LONG[:-9]),
    ("things_stay_small", "reviews/templates/reviews/index.html", "<p>\n" * 151, "<p>\n" * 150),
    (
        "nothing_inline",
        "reviews/templates/reviews/index.html",
        '<p class="a"\n style="top:0">',
        '<p data-style="a">',
    ),
    ("nothing_inline", "reviews/templates/reviews/index.html", "<style>", "{# style #}"),
    (
        "nothing_inline",
        "reviews/templates/reviews/index.html",
        "<script>1</script>",
        '<script src="{% static "a.js" %}"></script>',
    ),
    (
        "nothing_inline",
        "reviews/templates/reviews/index.html",
        "<script type=module>",
        '<script type="application/json">{}</script>',
    ),
    ("nothing_inline", "reviews/templates/reviews/index.html", '<a onclick="x()">', '<a data-once="x">'),
    ("nothing_inline", "reviews/templates/reviews/index.html", '<a href="javascript:x()">', "<a href='#x'>"),
    ("nothing_inline", "reviews/templates/reviews/index.html", "{{ words|safe }}", "{{ words|safe_name }}"),
]


def problems(name: str, *sources: Source) -> list[str]:
    return sorted(RULES[name](list(sources)))


@pytest.mark.parametrize("name", RULES)
def test_the_house_keeps(name: str) -> None:
    found = problems(name, *HOUSE)
    if found:
        pytest.fail("\n".join([RULES[name].__doc__ or name, *found]), pytrace=False)


@pytest.mark.parametrize(("name", "path", "bad", "good"), PLANTED)
def test_the_rule_can_fail(name: str, path: str, bad: str, good: str) -> None:
    assert len(problems(name, Source(path, bad))) >= 1
    assert problems(name, Source("reviews/queries.py" if bad == good else path, good)) == []


def test_every_rule_is_proved_able_to_fail() -> None:
    assert {name for name, *_rest in PLANTED} == RULES.keys()


def test_the_house_was_read() -> None:
    assert {"core/access.py", "settings.py"} <= {source.path for source in HOUSE}


def test_leaves_that_pyproject_lists_exist() -> None:
    present = {(source.app, source.room) for source in HOUSE}
    listed = {(app, leaf) for app, leaves in LAW["gongjian"]["leaves"].items() for leaf in leaves}
    assert listed - present == set()


def sees(model: type[models.Model]) -> bool:
    """Whether rows of this model can be asked for by person."""
    return hasattr(model._default_manager.all(), "visible_to")


def test_every_model_says_who_sees_its_rows() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("gongjian.")]
    without = {model._meta.label for model in ours if not sees(model)}
    assert without == set(LAW["gongjian"]["seen_through_parent"])


def test_a_plain_model_does_not_say_it() -> None:
    assert sees(apps.get_model("sessions.Session")) is False


def database_names() -> list[str]:
    """Tables, indexes and constraints share one space of names in PostgreSQL."""
    ours = [model._meta for model in apps.get_models() if model.__module__.startswith("gongjian.")]
    return [
        name
        for meta in ours
        for name in (meta.db_table, *(x.name for x in [*meta.indexes, *meta.constraints]))
    ]


def test_no_two_things_in_the_database_have_one_name() -> None:
    names = database_names()
    assert len(names) > 0
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_a_shared_step_stands_in_a_private_module() -> None:
    action = Source("activities/actions/shifts.py", FOUR.split("def _close")[0].replace("_close(", "close("))
    step = Source("activities/actions/_steps.py", STEP.replace("activity.save()", "record(activity)"))
    assert problems("four_beats", action, step) == []
    assert len(problems("four_beats", action)) == 1


def committed() -> list[str]:
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listing, cwd=ROOT, capture_output=True, check=False, text=True)
    return [name for name in done.stdout.split("\0") if name]


def registry_addresses(text: str) -> list[Any]:
    return REGISTRIES.findall(text)


def test_no_registry_address_is_committed() -> None:
    found = {}
    for name in committed():
        path = ROOT / name
        if path.is_file() and path.stat().st_size < 5_000_000:
            addresses = registry_addresses(path.read_bytes().decode("utf-8", "ignore"))
            if addresses:
                found[name] = addresses[0]
    assert found == {}


def test_a_registry_address_would_be_found() -> None:
    assert registry_addresses("https://py" + "pi.org/simple") != []
    assert registry_addresses("import pypi") == []
