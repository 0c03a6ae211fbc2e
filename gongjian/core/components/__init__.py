"""The pages' building blocks, one typed template tag each; `templatetags/gj.py` makes them tags of every template.

`registry` checks what a page passes, `parts` holds what all blocks share, the rest are the blocks by purpose.
"""
