"""The background runner."""

from huey.contrib.djhuey.management.commands.run_huey import Command as RunHuey


class Command(RunHuey):
    help = "Run every context's sweeps in the background (huey's consumer). A second one: work --no-periodic."
