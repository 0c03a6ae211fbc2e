"""Points: an append-only ledger that explains every row.

Nouns: `Rule` (what counts, dated, with its source), `Entry` (one award or reversal), `Balance` (their sum, kept by
the ledger and checked by `manage.py verify`). Nothing is awarded for logging in, viewing, liking or sharing.
"""
