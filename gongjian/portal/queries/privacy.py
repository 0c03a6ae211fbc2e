"""The figures that the privacy page names, as the rules of today give them."""

from typing import Any

from django.conf import settings

from gongjian.policy.queries import value


def privacy_figures() -> dict[str, Any]:
    """Days and minutes; the page never says a number that is not in force."""
    return {
        "idle_minutes": int(value("session.idle_minutes")),
        "code_days": int(value("confirmation.code_valid_days")),
        "answer_days": int(value("feedback.answer_within_days")),
        "session_days": settings.SESSION_COOKIE_AGE // (24 * 60 * 60),
        "few_under": int(value("insight.few_under")),
    }
