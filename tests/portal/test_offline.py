"""What a phone keeps of the site, and what it asks when the network is back."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from gongjian.core import assets
from gongjian.core.clock import moved_to, now
from gongjian.core.weak_network import VISITOR, person_key
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db


def files_of(worker: str) -> list[str]:
    return re.findall(r'"(/static/[^"]+)"', worker)


def test_the_worker_stands_at_the_root_and_is_looked_up_anew(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert not answer.cookies


def test_the_worker_keeps_files_that_exist_and_no_page_but_one(client: Client) -> None:
    worker = client.get("/sw.js").content.decode()
    files = files_of(worker)
    assert [file for file in files if finders.find(file.removeprefix("/static/")) is None] == []
    names = "\n".join(files)
    for wanted in ("gongjian.css", "queue.js", "tabler-subset.woff2", "tabler.min.css", "htmx-2.min.js"):
        assert wanted in names
    assert "echarts" not in names
    assert '"offline": "/offline/"' in worker
    assert "&quot;" not in worker


def test_a_changed_file_makes_another_worker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = assets.shell_version()
    assert assets.shell_version() == first
    changed = tmp_path / "queue.js"
    changed.write_text("changed", encoding="utf-8")
    found = finders.find

    def moved(name: str, *args: Any, **kwargs: Any) -> Any:
        return str(changed) if name == "gj/js/queue.js" else found(name, *args, **kwargs)

    monkeypatch.setattr(assets.finders, "find", moved)
    assert assets.shell_version() != first


def test_the_manifest_says_what_an_installation_needs(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    body = answer.json()
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert (body["start_url"], body["scope"], body["display"]) == ("/desk/", "/", "standalone")
    assert body["name"]
    assert {icon["sizes"] for icon in body["icons"]} == {"192x192", "512x512"}
    assert "maskable" in {icon["purpose"] for icon in body["icons"]}
    assert [i["src"] for i in body["icons"] if finders.find(i["src"].removeprefix("/static/")) is None] == []


@pytest.mark.parametrize("path", ["/sw.js", "/manifest.webmanifest", "/offline/"])
def test_what_is_kept_is_the_same_for_everybody(client: Client, path: str) -> None:
    before = client.get(path).content
    user = make_user("林知夏")
    client.force_login(user)
    client.get("/help/")  # sets the cookie of the token
    after = client.get(path)
    assert after.content == before
    assert b"csrf" not in before
    assert person_key(user).encode() not in before
    assert not after.cookies


def test_the_kept_page_has_its_words_without_a_person(client: Client) -> None:
    page = client.get("/offline/").content.decode()
    assert page.count("<h1") == 2  # one of them hidden
    assert "网络断了" in page
    assert "gj-person" not in page
    assert "style=" not in page
    assert "/activities/shifts/0/check-in/" in page


def test_the_network_page_says_who_is_here_by_now(client: Client) -> None:
    answer = client.get("/network/")
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.json()["person"] == VISITOR
    user = make_user()
    client.force_login(user)
    moment = now() + dt.timedelta(days=3)
    with moved_to(moment):
        body = client.get("/network/").json()
    assert body["person"] == person_key(user)
    assert dt.datetime.fromisoformat(body["now"]) == moment
    assert user.display_name not in str(body)


@pytest.mark.parametrize("path", ["/sw.js", "/manifest.webmanifest", "/offline/", "/network/"])
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_they_only_answer_to_reading(client: Client, path: str, method: str) -> None:
    assert getattr(client, method)(path).status_code == 405
