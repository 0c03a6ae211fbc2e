"""Papers for tests: plain rows with a valid seal, no action."""

from typing import Any

from gongjian.documents.models import Document
from gongjian.organizations.models import Organization

CERTIFICATE: dict[str, Any] = {
    "name": "林知夏",
    "since": "2025-09-01",
    "until": "2026-04-10",
    "minutes": 2436,
    "times": 15,
    "rows": [
        {"activity": "智慧助老课堂", "place": "梧桐苑社区", "times": 13, "minutes": 2070, "witness": "both"},
        {"activity": "沿河清洁日", "place": "滨江社区", "times": 2, "minutes": 366, "witness": "organizer"},
    ],
    "issuer": "清源街道梧桐苑社区居民委员会",
    "head": "陈桂芳",
    "phone": "0791-8800 1234",
}
AGREEMENT: dict[str, Any] = {
    "partners": [
        {
            "name": "计算机本科生第三党支部",
            "side": "campus",
            "signed_by": "周明远",
            "signed_on": "2026-04-10",
        },
        {"name": "梧桐苑社区党委", "side": "community", "signed_by": "李建国", "signed_on": "2026-04-11"},
    ],
    "purpose": "让社区老人会用手机挂号。",
    "field": "智慧助老",
    "starts_on": "2026-04-15",
    "ends_on": "2027-04-14",
    "rhythm": "每两周一次助老课堂。",
    "duties": [
        {"organization": "计算机本科生第三党支部", "words": "每次派 6 名志愿者。"},
        {"organization": "梧桐苑社区党委", "words": "提供活动室。"},
    ],
}
FACTS = {Document.Kind.AGREEMENT: AGREEMENT, Document.Kind.SERVICE_CERTIFICATE: CERTIFICATE}
TITLES = {Document.Kind.AGREEMENT: "共建协议", Document.Kind.SERVICE_CERTIFICATE: "志愿服务记录证明"}


def make_document(
    kind: str = Document.Kind.SERVICE_CERTIFICATE,
    *,
    holder: Any = None,
    parties: tuple[Organization, ...] = (),
    **fields: Any,
) -> Document:
    """One issued paper; `facts` replace single facts of the usual ones."""
    kind = Document.Kind(kind)
    number = Document.objects.count() + 1
    facts = {**FACTS[kind], **fields.pop("facts", {})}
    values: dict[str, Any] = {
        "number": f"GJ-2026-{number:06d}",
        "title": TITLES[kind],
        "subject_type": "tests.row",
        "subject_id": str(number),
    }
    document = Document(kind=kind, facts=facts, holder=holder, **{**values, **fields})
    document.seal = document.computed_seal()
    document.save()
    document.parties.set(parties)
    return document
