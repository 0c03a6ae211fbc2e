#!/usr/bin/env python
"""Django's command line for Gongjian."""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line


def as_demo(arguments: list[str]) -> None:
    """The demo has settings and a folder of its own, and its messages name the port it is served on."""
    port = arguments[arguments.index("--port") + 1] if "--port" in arguments[:-1] else "8000"
    os.environ.setdefault("GONGJIAN_ENV", "demo")
    os.environ.setdefault("GONGJIAN_VAR", str(Path(__file__).resolve().parent / "var/demo"))
    os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{port}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongjian.settings")
    if sys.argv[1:2] == ["demo"]:
        as_demo(sys.argv)
    execute_from_command_line(sys.argv)
