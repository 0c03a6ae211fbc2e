"""The doors to other systems: a read-only HTTP API with scoped tokens.

Nouns: `Client` (a partner system, of one organisation), `Token` (shown once, stored as a hash, with scopes and a last
day), `Caller` (a client as an actor). A token is valid until its day, until it is revoked, or until its client is
closed.
"""
