"""Hypothesis: no deadline, since a shared machine may be slow, and always the same examples."""

from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")
