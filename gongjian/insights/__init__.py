"""Effect or formality, in plain words: signals read from what the contexts below have recorded; and books of records.

Nouns: `Period` (the days looked at, and those compared with), `Scope` (one organisation with all below it, or some
partnerships), `Measures` (counts of a scope), `Signal` (one number with its definition and its rows), `Weakness` (the
signal of a partnership that most needs a hand), `Book` (a yearly ledger or monthly report that was asked for:
WAITING → DONE | FAILED), `Part` (one of its tables), `Subscription` (who wants the monthly report by itself).
`Index` (the formality index of a partnership or a branch, with its `PartOfIndex`es: a reading aid above the signals).
Numbers are never stored, never per person; no ranking.
"""
