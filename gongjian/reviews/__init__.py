"""A project cycle's check, the joint decision, and what residents say of the result.

Nouns: `Ask` (a short code with which one resident confirms and rates one need, once), `Confirmation` (the answer),
`Decision` (keep, adjust or stop, with reasons), `Signature` (one party's).
A cycle closes when every campus-side and every community-side party has signed; after 21 days the missing side is
named and it closes as "one side silent".
"""
