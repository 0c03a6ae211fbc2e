"""The concepts every context shares: actor, require, Refused, lock, move, the clock. No domain here."""
