"""Pages of needs, claims, resources, agreements and projects."""

from . import agreements, ask, claims, needs, projects, resources

__all__ = ["agreements", "ask", "claims", "needs", "projects", "resources"]
