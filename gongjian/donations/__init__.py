"""Giving within an organisation 爱心捐赠: purpose, the beneficiary's consent, approval, pledges, hand-over. No payment.

Nouns and states:
- `Drive`: DRAFT → PROPOSED → OPEN → CLOSED → HANDED_OVER; PROPOSED → DRAFT when it is sent back. Whoever proposes
  doesn't approve; the treasurer neither approves nor hands over.
- A call to the public names a charity with the qualification for public fundraising 公开募捐资格 and its number, or
  there is none (慈善法 §§22, 26); it takes no pledge here.
- `Pledge`: PLEDGED → RECEIVED | WITHDRAWN. A sum is ciphertext, for giver and treasurer; the drive keeps totals.
- `HandOver`: what was given to whom, with a numbered receipt.
"""
