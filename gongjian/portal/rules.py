"""One permission, that nobody is given: the platform itself marks a demo database."""

from rules import add_perm, always_deny

add_perm("portal.mark_demo", always_deny)
