"""Papers with a number, a PDF and a page on which anybody can verify them.

Nouns: `Document` (an issued paper: a snapshot of what it says), `File` (an uploaded or made file), verification code.
"""
