"""Volunteer teams with leaders of both sides, and social-practice teams that a neighbourhood hosts.

Nouns and states:
- `VolunteerTeam`: PROPOSED → ACTIVE | DECLINED; the first two → CLOSED (with a reason). Active: both sides lead.
- `Membership`: ASKED → MEMBER | DECLINED; ASKED or MEMBER → LEFT; who left may ask again. `is_named`: the
  public page may say the name; nobody is named who has not allowed it.
- `TeamSeat`: a seat of an activity that the team took: what a team has done is counted from these and nothing else.
- `TeamClaim`: a small wish 微心愿 that the team takes up, through its side's claim.
- `Practice`: the plan, safety, survey and report of a social-practice team 社会实践队: PREPARING → REPORTED →
  CONFIRMED by the host, or back to PREPARING with a reason. Hours come only through activities.
- `InterviewNote`: no consent, no note; ciphertext; each reading is logged; withdrawn consent erases it.
"""
