"""Who reads and writes: as the context above says of its subject; who withdraws: the author."""

from typing import Any

from rules import add_perm, predicate

from .models import Post
from .registry import kind_of


@predicate
def reads(user: Any, subject: Any) -> bool:
    kind = kind_of(subject)
    return kind is not None and bool(user.has_perm(kind.read, subject))


@predicate
def writes(user: Any, subject: Any) -> bool:
    kind = kind_of(subject)
    return kind is not None and bool(user.has_perm(kind.write, subject))


@predicate
def wrote(user: Any, post: Post | None) -> bool:
    return post is not None and user.pk is not None and post.author_id == user.pk


add_perm("threads.read", reads)
add_perm("threads.post", writes)
add_perm("threads.withdraw", wrote)
