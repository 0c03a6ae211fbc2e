"""Activities with sign-up, verified attendance, service hours and certificates.

Nouns and states:
- `Activity`: DRAFT → OPEN → RUNNING → FINISHED → SETTLED; any before FINISHED → CANCELLED (with a reason).
- `Shift`: a stretch of time with seats. `taken` is moved by one conditional statement and never passes `capacity`.
- `SignUp`: CONFIRMED | WAITING → CHECKED_IN → ATTENDED | ABSENT; CANCELLED gives the seat to the next in the list.
- Minutes count when the organiser and the partner have both confirmed them; nobody confirms their own.
- Check-in code: changes every 15 s, accepted for 30 s (`checkin_code.py`).
"""
