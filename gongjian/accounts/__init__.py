"""People who sign in.

Nouns: `User` (one person), `Identifier` (a number, phone or e-mail to sign in with: encrypted, found by keyed hash).
A person is never two users; what a person may do comes from appointments (`organizations`), never from the account.
"""
