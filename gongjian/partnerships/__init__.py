"""Needs meet resources; two sides agree; projects aim at a measured target.

Nouns and states:
- `Need` (a need 需求 or a small wish 微心愿): PROPOSED → OPEN | DECLINED; OPEN → CLAIMED → IN_PROGRESS → MET;
  OPEN → LAPSED → OPEN when renewed; the proposer may withdraw until it is claimed.
- `Claim` (an organisation takes a need up): OFFERED → ACCEPTED | REFUSED | WITHDRAWN.
- `Resource`: DRAFT → OFFERED ⇄ RESERVED | PAUSED → WITHDRAWN. A bookable one (阵地, logistics) has `OpeningHours` and
  `Booking` rows: ASKED → ACCEPTED | REFUSED; either → CANCELLED.
- `Amenity`: a line of a neighbourhood's convenience list 便民清单; a gap opens a need.
- `CaseCard` 共通智慧体: made from a closed cycle, DRAFT → PUBLISHED ⇄ WITHDRAWN; `Adoption` by other organisations.
- `Partnership` with two to ten `Party` rows: DRAFT → PROPOSED → ACTIVE → ENDED (with reasons), then perhaps a
  further term that `renews` it; PROPOSED → DRAFT when a side asks for changes.
- `Project` with `Cycle` and `Target`: a cycle goes 策划 PLAN → 实施 DO → 改进 IMPROVE → 完善 ACT → CLOSED.
"""
