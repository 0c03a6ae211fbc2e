"""Every component as a tag of every template (a builtin of the engine: no `load` needed).

The components live in `gongjian.core.components`; their docstrings and signatures are their manual.
"""

from gongjian.core.components import controls, dates, display, fields, joint, labels, numbers, surfaces
from gongjian.core.components.registry import register

__all__ = ["controls", "dates", "display", "fields", "joint", "labels", "numbers", "register", "surfaces"]
