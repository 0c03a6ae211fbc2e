"""Activities with sign-up, verified attendance, service hours and certificates.

Nouns and states:
- `Activity`: DRAFT → OPEN → RUNNING → FINISHED → SETTLED; any before FINISHED → CANCELLED (with a reason).
- `Shift`: a stretch of time with seats. `taken` is moved by one conditional statement and never passes `capacity`.
- `SignUp`: CONFIRMED | WAITING → CHECKED_IN → ATTENDED | ABSENT; CANCELLED gives the seat to the next in the list.
- By selection: APPLIED → CONFIRMED | NOT_SELECTED; who waits or applied until the end: NOT_REACHED.
- Places kept for a side are counted on the shift beside `taken` until their moment.
- `Plan`: an activity that comes back; drafts are made ahead. `BigDay` with `Stall`s (each an activity) and `Team`s.
- `Feed`: the secret address of a person's own calendar.
- Minutes count when the organiser and the partner have both confirmed them; nobody confirms their own.
- `GuardianConsent`: who, when, for what, until; nobody known to be under age has a seat without one.
- Late proof: pressed in time, arrived later; counts once the organiser accepts it. `Press` makes each count once.
- `Dispute`: OPEN → DECLINED → RAISED → GRANTED | REFUSED. A `Correction` reopens what was SETTLED.
- Check-in code: changes every 15 s, accepted for 30 s (`checkin_code.py`).
"""
