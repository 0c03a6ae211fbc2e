"""The OpenAPI document: committed, current, public, without private fields."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from gongjian.exchange.management.commands import openapi

pytestmark = pytest.mark.django_db


def test_the_committed_document_is_current() -> None:
    call_command("openapi", "--check")


def test_a_stale_document_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stale = tmp_path / "openapi.json"
    stale.write_text("{}", encoding="utf-8")
    monkeypatch.setattr(openapi, "DOCUMENT", stale)
    with pytest.raises(CommandError):
        call_command("openapi", "--check")


def test_the_document_is_served_to_everybody(client: Client) -> None:
    found = client.get("/api/v1/openapi.json")
    assert found.status_code == 200
    assert found.json()["openapi"] == "3.1.0"
    assert list(found.json()["paths"]) == list(openapi.api.get_openapi_schema()["paths"])


def test_the_document_names_no_private_field() -> None:
    text = openapi.document()
    for name in ("contact", "proposed_by", "drafted_by", "secret", "receipt", "person", "sign_up"):
        assert f'"{name}"' not in text
