"""What pages of this context show."""

from .invariants import invariants
from .papers import plan_papers, report_facts, report_paper
from .paths import (
    find_member,
    find_partnership_for,
    find_path,
    find_project_for,
    find_report,
    path_of,
    paths_of,
    pilot_of,
    without_path,
)
from .prefill import (
    extension_prefill,
    group_prefill,
    plan_prefill,
    report_prefill,
    result_of,
    sites_for,
    visit_prefill,
)
from .steps import NextAct, PathPage, must_reason, path_page, signed_by, to_sign, waiting_reports

__all__ = [
    "NextAct",
    "PathPage",
    "extension_prefill",
    "find_member",
    "find_partnership_for",
    "find_path",
    "find_project_for",
    "find_report",
    "group_prefill",
    "invariants",
    "must_reason",
    "path_of",
    "path_page",
    "paths_of",
    "pilot_of",
    "plan_papers",
    "plan_prefill",
    "report_facts",
    "report_paper",
    "report_prefill",
    "result_of",
    "signed_by",
    "sites_for",
    "to_sign",
    "visit_prefill",
    "waiting_reports",
    "without_path",
]
