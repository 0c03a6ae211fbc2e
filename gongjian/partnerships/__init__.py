"""Needs meet resources; two sides agree; projects aim at a measured target.

Nouns and states:
- `Need` (a need 需求 or a small wish 微心愿): PROPOSED → OPEN | DECLINED; OPEN → CLAIMED → IN_PROGRESS → MET;
  OPEN → LAPSED; the proposer may withdraw until it is claimed.
- `Claim` (an organisation takes a need up): OFFERED → ACCEPTED | REFUSED | WITHDRAWN.
- `Resource`: DRAFT → OFFERED ⇄ PAUSED → WITHDRAWN.
- `Partnership` with `Party` rows: DRAFT → PROPOSED → ACTIVE → ENDED (with reasons); PROPOSED → DRAFT when a side
  asks for changes.
- `Project` with `Cycle` and `Target`: a cycle goes 策划 PLAN → 实施 DO → 改进 IMPROVE → 完善 ACT → CLOSED.
"""
