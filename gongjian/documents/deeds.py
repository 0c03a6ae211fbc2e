"""An agreement as a Word file: the same clauses as the PDF, from the same facts. Called outside transactions."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from . import docx
from .models import Document
from .queries import as_day

NAMES = "甲乙丙丁戊己庚辛壬癸"  # as Chinese contracts call the parties
NUMERALS = "一二三四五六七八九十"


def word(document: Document) -> bytes:
    """The agreement as bytes of a Word file; always in Chinese, as it was signed."""
    page = settings.SITE["base_url"].rstrip("/") + "/documents/verify/"
    foot = f"编号 {document.number}　验真码 {document.code_shown}　{page}"
    with translation.override("zh-hans"):
        return docx.build(
            document.title, _blocks(document.facts), under_title=f"编号：{document.number}", foot=foot
        )


def _party(at: int) -> str:
    return f"{NAMES[at]}方" if at < len(NAMES) else f"第{at + 1}方"


def _clauses(facts: dict[str, Any]) -> Iterator[tuple[str, list[docx.Block]]]:
    yield "共建目的", [docx.Text(facts["purpose"])]
    if facts.get("field"):
        yield "共建领域", [docx.Text(facts["field"])]
    yield "协议期限", [docx.Text(f"自{_day(facts['starts_on'])}起，至{_day(facts['ends_on'])}止。")]
    if facts.get("rhythm"):
        yield "联系和活动安排", [docx.Text(facts["rhythm"])]
    if facts.get("first_projects"):
        yield "首批项目", [docx.Text(facts["first_projects"])]
    if facts.get("commitments"):
        words = "；".join(facts["commitments"])
        yield "最低承诺", [docx.Text(f"本协议期内，各方共同做到：{words}。完成情况按平台记录计数。")]
    names = {partner["name"]: _party(at) for at, partner in enumerate(facts["partners"])}
    duties: list[docx.Block] = []
    for duty in facts["duties"]:
        party = names.get(duty["organization"], "")
        duties += [docx.Text(f"{party}（{duty['organization']}）", bold=True), docx.Text(duty["words"])]
    yield "各方职责", duties
    contacts = [(partner["name"], partner.get("contact", "")) for partner in facts["partners"]]
    if any(contact for _name, contact in contacts):
        yield "联系人", [docx.Facts(contacts)]
    ending = "最后一方签署之日起生效。一方要求提前终止的，应当说明理由并告知其他各方。"
    yield "签署和终止", [docx.Text(f"本协议由各方负责人在{settings.SITE['name']}上签署，{ending}")]


def _blocks(facts: dict[str, Any]) -> Iterator[docx.Block]:
    partners = list(enumerate(facts["partners"]))
    lines = [f"{_party(at)}：{partner['name']}" for at, partner in partners]
    yield docx.Text("\n".join(lines), indent=False)
    if facts.get("version", 1) > 1 and facts.get("amended"):
        yield docx.Text(f"本文本为第 {facts['version']} 版，自最后一方签署之日起代替此前的文本。")
    everybody = "、".join(_party(at) for at, _partner in partners)
    yield docx.Text(f"为把共建落到实处，{everybody}经协商一致，订立本协议。")
    for number, (title, blocks) in enumerate(_clauses(facts)):
        yield docx.Heading(f"{NUMERALS[number]}、{title}")
        yield from blocks
    yield docx.Signatures(
        [
            (_party(at), row["name"], row.get("signed_by", ""), _day(row.get("signed_on")))
            for at, row in partners
        ]
    )


def _day(value: Any) -> str:
    day = as_day(value)
    return date_format(day, "Y年n月j日") if day else ""
