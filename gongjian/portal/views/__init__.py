"""Pages of the portal: home, desks, search, help, health, and the demo's own."""

from .demo import enter, outbox, personas
from .desk import desk
from .health import healthz, readyz
from .offline import manifest, network, offline, service_worker
from .pages import about, accessibility, help_page, home, privacy, search

__all__ = [
    "about",
    "accessibility",
    "desk",
    "enter",
    "healthz",
    "help_page",
    "home",
    "manifest",
    "network",
    "offline",
    "outbox",
    "personas",
    "privacy",
    "readyz",
    "search",
    "service_worker",
]
