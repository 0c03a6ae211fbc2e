"""What people are told: one outbox, read in the app and carried out by adapters.

Nouns: `Notice` (a person is told one thing), `Delivery` (one way out: e-mail, SMS), digest, quiet hours.
"""
