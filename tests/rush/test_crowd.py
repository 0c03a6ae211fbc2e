"""A small crowd through HTTP: groups, second presses, places given back and a waiting list, all at once."""

import os
import subprocess
import sys
from pathlib import Path

from bench.crowd import FOUND

ROOT = Path(__file__).resolve().parent.parent.parent


def test_a_crowd_of_groups_and_people_who_change_their_minds(tmp_path: Path) -> None:
    """On the kind of database that this run of the suite uses, in a database of its own."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        url = f"sqlite:///{tmp_path}/crowd.sqlite3"
    size = ["--presses", "240", "--places", "24"]
    command = [sys.executable, "-m", "bench.crowd", "--database", url, *size]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    said = done.stdout + done.stderr
    expected = ", ".join(f"0 {name.replace('_', ' ')}" for name in FOUND)
    assert "240 presses on 24 places in " in said, said
    assert expected in said, said
    assert done.returncode == 0
