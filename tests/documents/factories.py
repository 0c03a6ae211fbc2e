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
BOOK: dict[str, Any] = {
    "about": "计算机本科生第三党支部",
    "since": "2026-01-01",
    "until": "2026-12-31",
    "summary": [["活动", 2], ["办成的需求", "1 件"]],
    "sections": [
        {
            "title": "活动、到场和时长",
            "note": "",
            "head": ["活动", "日期", "小时"],
            "rows": [["智慧助老课堂", "2026-04-01", "4.5"], ["=HYPERLINK(1)", "2026-05-01", "3"]],
            "links": ["/activities/1/", ""],
            "widths": [4, 2, 1],
            "bars": -1,
        },
        {
            "title": "共同决定",
            "note": "",
            "head": ["项目"],
            "rows": [],
            "links": [],
            "widths": [1],
            "bars": -1,
        },
    ],
}
REPORT: dict[str, Any] = {
    "partners": AGREEMENT["partners"],
    "about": "数字助老共建",
    "sections": [
        {"title": "调查的问题", "words": "老人不会用手机挂号。"},
        {"title": "走访情况", "head": ["日期", "地点"], "rows": [["2026-03-05", "三号楼"]], "widths": [1, 2]},
        {"title": "试点", "facts": [["试点地点", "梧桐一村"], ["开始", "2026-04-15"]]},
    ],
}
FACTS = {Document.Kind.AGREEMENT: AGREEMENT, Document.Kind.SERVICE_CERTIFICATE: CERTIFICATE}
FACTS |= dict.fromkeys(Document.BOOKS, BOOK)
FACTS |= dict.fromkeys(Document.REPORTS, REPORT)
TITLES = {Document.Kind.AGREEMENT: "共建协议", Document.Kind.SERVICE_CERTIFICATE: "志愿服务记录证明"}
TITLES |= {
    Document.Kind.RECORD_SHEET: "活动记录单",
    Document.Kind.YEARLY_LEDGER: "2026年台账",
    Document.Kind.MONTHLY_REPORT: "2026年4月月报",
    Document.Kind.SURVEY_REPORT: "调查报告：老人看病难",
    Document.Kind.FEASIBILITY_PLAN: "可行性实施方案：智慧助老课堂",
    Document.Kind.WORK_PLAN: "工作计划：智慧助老课堂",
}


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
