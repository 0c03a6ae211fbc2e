"""Decisions that are data: switches with a signer, dated rules with their source, the work calendar.

Nouns: `Switch` (off until somebody signs for it), `RuleValue` (a figure with validity and source), `WorkDay`.
"""
