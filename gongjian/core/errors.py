"""What an action says when the answer is no."""


class Refused(Exception):  # noqa: N818 - it is an answer, not a failure
    """A business rule said no (409). The message is for the person who asked."""


class TooMany(Refused):
    """The same door was knocked on too often (429)."""
