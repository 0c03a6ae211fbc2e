"""Addresses of no context."""

from .rows import Row, each

PUBLIC_ONLY = True
EVERYBODY = {"visitor": 200, "resident": 200, "student": 200, "worker": 200, "operator": 200}

TABLE: dict[str, list[Row]] = {
    "core:display": [
        *each("core:display", dict.fromkeys(EVERYBODY, 405)),
        *each("core:display", dict.fromkeys(EVERYBODY, 302), method="post", data={"mode": "elder"}),
    ],
    "core:styleguide": each("core:styleguide", EVERYBODY),
}
