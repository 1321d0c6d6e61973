"""Hypothesis without deadline, since a shared machine may be slow, and always the same examples; files; a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from tests.kit.browsing import app_address, browser, visit  # noqa: F401
from tests.kit.charts import paper, paper_address  # noqa: F401

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture
def write(tmp_path):
    """Write a file into an empty folder and return its path."""

    def write_file(content: str | bytes, name: str = "test.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file
