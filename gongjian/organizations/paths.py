"""Materialised paths: four characters of base 36 a step, so that a subtree is one range of an index.

`below("00A1")` is ("00A1", "00A2"): the same on SQLite and on PostgreSQL whatever the collation, since digits
sort before capitals in all of them.
"""

STEP = 4
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def step(number: int) -> str:
    """The path step of the n-th child; raises `OverflowError` past 36⁴ children."""
    digits = ""
    for _place in range(STEP):
        number, rest = divmod(number, len(ALPHABET))
        digits = ALPHABET[rest] + digits
    if number:
        raise OverflowError("too many children")
    return digits


def number(path: str) -> int:
    """Which child the last step names."""
    return int(path[-STEP:], len(ALPHABET))


def below(path: str) -> tuple[str, str]:
    """The half-open range of a node and everything below it."""
    return path, path[:-STEP] + step(number(path) + 1)


def ancestors(path: str) -> list[str]:
    """The path itself and those above it, topmost first."""
    return [path[:end] for end in range(STEP, len(path) + 1, STEP)]
