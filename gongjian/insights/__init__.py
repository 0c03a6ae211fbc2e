"""Effect or formality, in plain words: signals read from what the contexts below have recorded. Nothing is stored here.

Nouns: `Period` (the days looked at, and those compared with), `Scope` (one organisation with all below it, or some
partnerships), `Measures` (counts of a scope), `Signal` (one number with its definition and its rows), `Weakness` (the
signal of a partnership that most needs a hand). Never per person; no ranking; an index comes later.
"""
