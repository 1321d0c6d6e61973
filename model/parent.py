"""Worker processes end with the process that they work for, however it ended."""

from __future__ import annotations

import os
import threading
import time

PATIENCE = 0.5
"""Seconds between two looks whether the parent process is still there."""
NAME = "ends with its parent"


def end_with(parent: int) -> None:
    """End this process, where it is a child of `parent`, as soon as that is gone; called again it does nothing."""
    if os.getppid() != parent or any(thread.name == NAME for thread in threading.enumerate()):
        return

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PATIENCE)
        os._exit(1)

    threading.Thread(target=watch, name=NAME, daemon=True).start()
