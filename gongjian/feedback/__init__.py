"""Complaints and suggestions about the platform itself, answered within seven days (国办函〔2026〕12号).

Nouns: `Remark` (what somebody said, with a receipt number and a clock).
"""
