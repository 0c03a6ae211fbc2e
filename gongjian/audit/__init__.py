"""Who did what: an append-only log whose chain of hashes a sweep seals.

Nouns: `Entry` (one act: when, by whom, verb, subject, facts), the sealed chain, its head.
Facts never hold private data: ids, states, amounts and reasons only.
"""
