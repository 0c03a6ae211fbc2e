"""Message threads 留言 between the sides of something they share: a need, an agreement, a project, later a meeting.

Nouns: `Thread` (one for each subject), `Post` (withdrawn by its author it is marked, never deleted). A context above
says what can be talked about, who reads, and for whom one may write (`registry.talked_about`). What is new is told
through `notices`, once until it was read; nothing is kept about who read what or how much anybody writes.
"""
