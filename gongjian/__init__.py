"""同心桥 · Gongjian: co-construction between university Party branches and the neighbourhoods around them."""

__version__ = "0.1.0"
