"""Points for tests: plain rows, no action."""

import datetime as dt
from decimal import Decimal
from typing import Any

from gongjian.points.models import Rule

LONG_AGO = dt.date(2020, 1, 1)


def make_rule(code: str = "service.hour", **fields: Any) -> Rule:
    """Two points an hour, at most 16 a day, since 2020."""
    values: dict[str, Any] = {
        "name": "志愿服务",
        "category": "service",
        "amount": Decimal(2),
        "unit": "hour",
        "daily_cap": Decimal(16),
        "valid_from": LONG_AGO,
        "source": "校发〔2025〕8号",
    }
    return Rule.objects.create(code=code, **{**values, **fields})
