"""What the front page, the desks, the search, the health pages and the demo's pages show."""

from gongjian.core.clock import today
from gongjian.notices.queries import outbox as sent_messages

from .desks import desk_page
from .health import health
from .home import home
from .personas import demo_mark, is_demo, persona_user, personas, with_links_apart
from .privacy import privacy_figures
from .roles import Desk, Role, acting, desk_of, desks_of
from .search import asked, search

__all__ = [
    "Desk",
    "Role",
    "acting",
    "asked",
    "demo_mark",
    "desk_of",
    "desk_page",
    "desks_of",
    "health",
    "home",
    "is_demo",
    "persona_user",
    "personas",
    "privacy_figures",
    "search",
    "sent_messages",
    "today",
    "with_links_apart",
]
