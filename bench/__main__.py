"""`make bench`: the workloads of performance goals b and c on PostgreSQL, one JSON line each."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import django

from bench.servers import ROOT, database_beside, environment, serving
from tests.databases import postgresql


def inside() -> int:
    django.setup()
    from django.core.management import call_command

    from bench.workloads import Bench, run

    call_command("migrate", run_syncdb=True, verbosity=0)
    env = dict(os.environ)
    with (
        serving("gongjian.wsgi:application", env) as ours,
        serving("bench.lean.app:application", env) as lean,
    ):
        bench = Bench(ours, lean, env["DATABASE_URL"])
        bench.prepare((ROOT / "bench/sql/lean_tables.sql").read_text(encoding="utf-8"))
        return run(bench)


def main() -> int:
    if sys.argv[1:] == ["--inside"]:
        return inside()
    with tempfile.TemporaryDirectory(prefix="gj-bench-") as folder, postgresql() as (url, what):
        if url is None:
            print(f"LEFT OUT: no PostgreSQL, because {what}")
            return 1
        print(f"# PostgreSQL: {what}; {os.cpu_count()} cores", flush=True)
        with database_beside(url) as own:
            env = environment(own, Path(folder)) | {"DJANGO_SETTINGS_MODULE": "bench.settings"}
            command = [sys.executable, "-m", "bench", "--inside"]
            return min(subprocess.run(command, check=False, cwd=ROOT, env=env).returncode, 1)


if __name__ == "__main__":
    sys.exit(main())
