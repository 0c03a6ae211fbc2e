"""Navigation per role, as data for the shell: groups and tabs, only of links that exist, one query for the bell."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject, lazystr
from django.utils.translation import gettext_lazy as _

from gongjian.core.pages import address_of
from gongjian.notices.queries import unread_count

from .queries.personas import personas
from .queries.roles import Desk, Role, desk_of, desks_of

CHOSEN = "portal_desk"  # in the session: the key of the desk that the person works at


@dataclass(frozen=True)
class Link:
    """One entry; `main` is the round tab in the middle."""

    label: Any
    url: str
    icon: str = ""
    count: int = 0
    current: bool = False
    main: bool = False


@dataclass(frozen=True)
class Group:
    label: Any
    links: list[Link]


# Every page that a menu may name: key → words, icon, URL name.
PAGES: dict[str, tuple[Any, str, str]] = {
    "home": (_("Home"), "home", "portal:home"),
    "today": (_("Today"), "sun", "portal:desk"),
    "desk": (_("My desk"), "layout-dashboard", "portal:desk"),
    "overview": (_("Overview"), "chart-histogram", "portal:desk"),
    "college": (_("The college"), "school", "portal:desk"),
    "activities": (_("Activities"), "calendar-event", "activities:index"),
    "my_activities": (_("Our activities"), "calendar-event", "activities:mine"),
    "start": (_("Start an activity"), "plus", "activities:draft"),
    "check_in": (_("Check in"), "qrcode", "activities:check_in_now"),
    "teams": (_("Volunteer teams"), "users-group", "teams:index"),
    "donations": (_("Donations"), "gift", "donations:index"),
    "hours": (_("Hours and proof"), "clock-check", "activities:hours"),
    "proofs": (_("Certificates and sheets"), "certificate", "activities:batch"),
    "objections": (_("Objections to records"), "message-report", "activities:disputes"),
    "points": (_("Points"), "award", "points:index"),
    "papers": (_("Papers"), "certificate", "documents:index"),
    "needs": (_("Needs"), "bulb", "partnerships:needs"),
    "my_needs": (_("What I asked for"), "message-2", "partnerships:mine"),
    "ask": (_("Ask for help"), "message-plus", "partnerships:propose"),
    "queue": (_("Needs to handle"), "checklist", "partnerships:queue"),
    "take_down": (_("Write for a resident"), "pencil-plus", "partnerships:take_down"),
    "resources": (_("Resources"), "box", "partnerships:resources"),
    "lists": (_("Three lists"), "list-details", "partnerships:lists"),
    "bookings": (_("Bookings"), "calendar-time", "partnerships:bookings"),
    "cases": (_("Shared wisdom"), "bulb", "partnerships:cases"),
    "nearby": (_("Convenience lists"), "map-2", "partnerships:neighbourhoods"),
    "partnerships": (_("Partnerships"), "building-bridge", "partnerships:index"),
    "my_partnerships": (_("Our partnerships"), "building-bridge", "partnerships:own"),
    "funds": (_("Activity funds"), "coin", "funds:index"),
    "start_paths": (_("Start paths"), "route", "startpath:index"),
    "projects": (_("Projects"), "target", "partnerships:projects"),
    "volunteer": (_("Volunteer projects"), "heart-handshake", "partnerships:projects"),
    "answers": (_("Residents' answers"), "message-check", "reviews:index"),
    "insights": (_("Effect or form"), "chart-bar", "insights:index"),
    "definitions": (_("How it is counted"), "ruler-2", "insights:definitions"),
    "organizations": (_("Organisations"), "sitemap", "organizations:index"),
    "my_organizations": (_("My organisations"), "users", "organizations:mine"),
    "communities": (_("Neighbourhoods"), "building-community", "insights:communities"),
    "directory": (_("Looking for partners"), "address-book", "partnerships:seeking"),
    "three_no": (_("Three-no compounds"), "home-exclamation", "organizations:three_no"),
    "switches": (_("Guard page"), "shield-check", "policy:guard"),
    "figures": (_("Figures and sources"), "list-numbers", "policy:figures"),
    "remarks": (_("Remarks to answer"), "message-report", "feedback:index"),
    "clients": (_("Partner systems"), "plug", "exchange:index"),
    "log": (_("Audit log"), "list-search", "audit:index"),
    "me": (_("My account"), "user-circle", "accounts:me"),
    "me_tab": (_("Me"), "user-circle", "accounts:me"),
    "privacy": (_("My data"), "lock", "accounts:privacy"),
    "my_log": (_("What was done"), "history", "audit:mine"),
    "notices": (_("Messages"), "bell", "notices:index"),
    "say": (_("Ask for help"), "message-2", "partnerships:propose"),
}
NEIGHBOURHOOD, TOGETHER, MINE = _("Neighbourhood"), _("Joint work"), _("My branch")
NONE = lazystr("")
MENUS: dict[Role, list[tuple[Any, str]]] = {
    Role.RESIDENT: [(NONE, "today my_needs ask nearby activities teams"), (NONE, "hours notices me")],
    Role.MEMBER: [
        (NONE, "today activities teams hours points papers"),
        (MINE, "my_organizations partnerships needs communities donations"),
    ],
    Role.SECRETARY: [
        (NONE, "desk"),
        (
            TOGETHER,
            "my_partnerships needs resources bookings lists my_activities teams "
            "projects start_paths cases insights directory",
        ),
        (MINE, "my_organizations proofs funds donations"),
        (_("Myself"), "hours points papers"),
    ],
    Role.WORKER: [
        (NONE, "desk queue answers"),
        (NEIGHBOURHOOD, "communities nearby my_organizations three_no take_down"),
        (
            TOGETHER,
            "my_partnerships my_activities teams donations projects start_paths resources bookings lists "
            "cases insights directory papers",
        ),
    ],
    Role.COLLEGE: [
        (NONE, "college"),
        (TOGETHER, "partnerships projects activities funds objections needs cases"),
        (_("Look closer"), "insights communities three_no directory organizations my_organizations"),
    ],
    Role.DEPARTMENT: [
        (NONE, "overview"),
        (_("Look closer"), "insights definitions partnerships needs projects"),
        (_("Manage"), "organizations communities three_no directory switches figures"),
    ],
    Role.OPERATOR: [
        (NONE, "desk remarks"),
        (_("Manage"), "organizations switches figures clients definitions"),
    ],
    Role.AUDITOR: [(NONE, "desk log"), (_("Look closer"), "switches figures organizations")],
}
TABS: dict[Role, str] = {
    Role.RESIDENT: "today my_needs ask* activities me_tab",
    Role.MEMBER: "today activities check_in* hours me_tab",
    Role.SECRETARY: "desk needs start* my_partnerships more",
    Role.WORKER: "desk queue take_down* my_partnerships more",
    Role.COLLEGE: "college partnerships projects insights more",
    Role.DEPARTMENT: "overview insights partnerships needs more",
    Role.OPERATOR: "desk remarks switches clients more",
    Role.AUDITOR: "desk log switches figures more",
}
# Under the tabs of a phone: four Chinese signs at most, so that large type stays on one line.
SHORT = {
    "desk": _("Desk"),
    "hours": _("My hours"),
    "take_down": _("Write down"),
    "my_partnerships": _("Our pairs"),
    "remarks": _("Remarks"),
    "figures": _("Figures"),
}
SITE = "home activities volunteer partnerships needs say"
# Where a page that no menu names belongs: the first of these keys that the menu has is the current one.
SECTIONS = (
    (r"/partnerships/seeking/", "directory partnerships"),
    (r"/partnerships/(needs|claims|receipt|ask)/", "queue needs my_needs ask say"),
    (r"/partnerships/resources/", "resources"),
    (r"/(partnerships/(projects|cycles|targets)|reviews/(cycles|decisions))/", "projects volunteer"),
    (r"/funds/", "funds"),
    (r"/startpath/", "start_paths projects"),
    (r"/partnerships/(\d+|draft|mine)/", "my_partnerships partnerships"),
    (r"/reviews/", "answers"),
    (r"/activities/hours/batch/", "proofs"),
    (r"/activities/disputes/", "objections my_activities"),
    (r"/activities/projects/", "projects"),
    (r"/activities/hours/", "hours"),
    (
        r"/activities/(\d+/(desk|edit|publish|cancel|finish|confirm|countersign)|shifts/\d+/code|new)/",
        "my_activities",
    ),
    (r"/activities/", "activities my_activities"),
    (r"/teams/", "teams"),
    (r"/donations/", "donations"),
    (r"/points/", "points"),
    (r"/documents/", "papers"),
    (r"/organizations/(three-no|places)/", "three_no my_organizations organizations"),
    (r"/organizations/", "my_organizations organizations"),
    (r"/insights/communities/", "communities"),
    (r"/insights/", "insights"),
    (r"/policy/(figures|calendar)", "figures"),
    (r"/policy/", "switches"),
    (r"/feedback/", "remarks"),
    (r"/api/clients/", "clients"),
    (r"/audit/", "log my_log"),
    (r"/notices/", "notices"),
    (r"/accounts/", "me me_tab"),
)


def link(key: str) -> Link | None:
    """A page by its key, or nothing when no such page exists."""
    name, main = key.removesuffix("*"), key.endswith("*")
    if name == "more":
        return Link(_("More"), "#gj-nav", "menu-2")
    label, icon, target = PAGES[name]
    url = address_of(target)
    return Link(label, url, icon, main=main) if url else None


def current(keys: list[str], path: str) -> str:
    """Which of a menu's entries stands for the page: itself, else the one of its section."""
    found = {key.removesuffix("*"): each for key in keys if (each := link(key))}
    itself = next((key for key, each in found.items() if each.url == path), "")
    sections = (wanted.split() for pattern, wanted in SECTIONS if re.match(pattern, path))
    return itself or next((key for wanted in sections for key in wanted if key in found), "")


def links(keys: str, path: str = "", short: Mapping[str, Any] = MappingProxyType({})) -> list[Link]:
    """The entries of a row of keys, the current one marked; `short` holds other words for some of the keys."""
    now = current(keys.split(), path) if path else ""
    found = [(key.removesuffix("*"), link(key)) for key in keys.split()]
    return [
        replace(each, current=key == now, label=short.get(key, each.label)) for key, each in found if each
    ]


def groups(role: Role, path: str) -> list[Group]:
    """The side bar; empty groups are left out, and one entry at most is current."""
    menu = MENUS.get(role, [])
    now = current([key for _label, keys in menu for key in keys.split()], path)
    found = [(label, [(key, link(key)) for key in keys.split()]) for label, keys in menu]
    rows = [
        (label, [replace(each, current=key == now) for key, each in pairs if each]) for label, pairs in found
    ]
    return [Group(label, row) for label, row in rows if row]


def chosen_desk(request: HttpRequest) -> Desk:
    """The desk that the person chose in this session, else the first."""
    return desk_of(request.user, str(request.session.get(CHOSEN, "")))


def _account(user: Any, desk: Desk) -> list[Link]:
    """Other desks, and one's own pages, in the menu behind the name."""
    base = reverse("portal:desk")
    others = [each for each in desks_of(user) if each.key != desk.key]
    own = links("notices privacy my_log")
    return [*(Link(each.label, f"{base}?as={each.key}", "switch-horizontal") for each in others), *own]


def role_words(desk: Desk) -> str:
    """The small words under the logo."""
    return desk.post


def navigation(request: HttpRequest) -> dict[str, Any]:
    """What the shells show, each part made when a page shows it.

    Visitors cost no query, everybody else their standing and one count.
    """
    path = request.path
    shown: dict[str, Any] = {"site_nav": SimpleLazyObject(lambda: links(SITE, path))}
    if settings.DEMO:
        shown["personas"] = SimpleLazyObject(personas)
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return shown
    desk: Any = SimpleLazyObject(lambda: chosen_desk(request))
    return {
        **shown,
        "desk": desk,
        "nav": SimpleLazyObject(lambda: groups(desk.role, path)),
        "tabs": SimpleLazyObject(lambda: links(TABS.get(desk.role, ""), path, SHORT)),
        "account_nav": SimpleLazyObject(lambda: _account(user, desk)),
        "role_name": SimpleLazyObject(lambda: role_words(desk)),
        "unread": SimpleLazyObject(lambda: unread_count(user)),
    }
