"""What the page costs: `python -m tools.benchmark_app` (or `make bench-app`) prints it beside its goals.

`make bench-app ARGS=crowd` adds 200 visitors for a minute, and 2,000 questions of which no two are the same.

The server is the command in a process of its own. The browser's times are taken in a real headless Chromium, where
Playwright and one are installed, from the event of a slider to the second animation frame after a frame was painted.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

SESSIONS = 30
VISITORS, SECONDS = 200, 60
"""Visitors at once, each with a question of its own, who ask the next one when they have their answer."""
DISTINCT = 2000
"""Questions of which no two are the same, each of one year."""
RELEASES = 20
GOALS = {
    "start to first picture": "3 s",
    "load in the browser": "1 s",
    "change to first frame": "150 ms",
    "change to last frame": "1.5 s",
    "release to repaint": "median 250 ms, better 150 ms",
    "release to refined": "1.5 s",
    "first frame of 30 at once": "90 % within 2.5 s",
    "memory per session": "does not grow with use",
    "first picture of 200": "95 % within 4 s",
    "longest silence of 200": "20 s",
    "memory after 200": "at most 700 MB",
    "2,000 distinct questions": "memory does not grow",
}
RELEASE = """
([index, share]) => new Promise((done, fail) => {
  const slider = [...document.querySelectorAll('#controls input[type=range]')]
    .filter((each) => each.getClientRects().length && !each.disabled)[index];
  if (!slider) return fail(new Error('no slider'));
  const times = {};
  const begin = performance.now();
  const watch = new MutationObserver(() => {
    const stage = document.body.dataset.frameStage;
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const now = performance.now() - begin;
      times.first ??= now;
      if (stage === 'full') { watch.disconnect(); done({ ...times, full: now }); }
    }));
  });
  watch.observe(document.body, { attributes: true, attributeFilter: ['data-frame-stage'] });
  const [low, high] = [Number(slider.min || 0), Number(slider.max || 100)];
  slider.value = low + share * (high - low);
  for (const kind of ['input', 'change']) slider.dispatchEvent(new Event(kind, { bubbles: true }));
  setTimeout(() => { watch.disconnect(); fail(new Error('no repaint within 20 s')); }, 20000);
})
"""


class Server:
    """The command in a process of its own; `started` is when (seconds, monotonic)."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "kraftsamling", "app", "port=0", "open=false", "language=en"]
        self.started = time.monotonic()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        self.address = next(word for word in line.split() if word.startswith("http"))

    def frames(self, state: dict[str, Any]) -> dict[str, float]:
        """Ask for a comparison; return when each frame came, seconds after asking, by stage."""
        body, headers = json.dumps(state).encode(), {"content-type": "application/json"}
        asked, begin = urllib.request.Request(f"{self.address}api/compare", body, headers), time.monotonic()
        with urllib.request.urlopen(asked, timeout=120) as answer:
            return {frame["stage"]: time.monotonic() - begin for frame in map(json.loads, answer) if "stage" in frame}

    def silence(self, state: dict[str, Any], end: float) -> tuple[float, float]:
        """Ask, and listen until all is there or the time is over; return seconds to the first picture, and of silence.

        Args:
            end: when the time is over (monotonic).
        """
        body, headers = json.dumps(state).encode(), {"content-type": "application/json"}
        asked, begin = urllib.request.Request(f"{self.address}api/compare", body, headers), time.monotonic()
        first, heard, longest = math.nan, begin, 0.0
        with urllib.request.urlopen(asked, timeout=120) as answer:
            for line in answer:
                now = time.monotonic()
                longest, heard = max(longest, now - heard), now
                if math.isnan(first) and "stage" in json.loads(line):
                    first = now - begin
                if now > end:
                    break
        return first, longest

    def memory(self) -> float | None:
        """Resident memory of the server itself, MB; None where the system does not tell."""
        with contextlib.suppress(OSError):
            pages = int(Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1])
            return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
        return None


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """Yield a server that is ended afterwards."""
    server = Server()
    try:
        yield server
    finally:
        server.process.send_signal(signal.SIGINT)
        server.process.wait()


def show(name: str, value: str) -> None:
    """Print one measured line beside its goal."""
    goal = f"   (goal: {GOALS[name]})" if name in GOALS else ""
    print(f"{name:28} {value}{goal}", flush=True)


def spread(seconds: Sequence[float]) -> str:
    """Return median and 90th percentile in milliseconds."""
    p90 = statistics.quantiles(seconds, n=10)[-1]
    return f"median {1000 * statistics.median(seconds):.0f} ms, p90 {1000 * p90:.0f} ms"


def from_outside(server: Server) -> None:
    """Measure the server alone: start, one session, memory, and many sessions at once."""
    up = time.monotonic() - server.started
    show("start to first picture", f"{up + server.frames({})['first']:.1f} s, {up:.1f} of them until it answers")
    times = [server.frames({"b": {"ambition": {"level": 3}, "handover": 0.2 + step / 100}}) for step in range(RELEASES)]
    show("change to first frame", spread([each["first"] for each in times]))
    show("change to last frame", spread([each["full"] for each in times]))
    before = server.memory()
    with ThreadPoolExecutor(SESSIONS) as pool:
        each = list(pool.map(lambda step: server.frames({"b": {"follow_up": 0.1 + step / 100}}), range(SESSIONS)))
    show("first frame of 30 at once", spread([times["first"] for times in each]))
    after = server.memory()
    if before is not None and after is not None:
        show(
            "memory per session", f"{(after - before) / SESSIONS:.1f} MB, {after:.0f} MB in all, kept pictures included"
        )


def crowd(server: Server) -> None:
    """Measure many visitors at once for a minute."""
    end = time.monotonic() + SECONDS

    def visit(number: int) -> list[tuple[float, float]]:
        found: list[tuple[float, float]] = []
        while time.monotonic() < end:
            step = len(found) / 1000
            found.append(server.silence({"b": {"follow_up": number / 1000, "handover": step}}, end))
        return found

    with ThreadPoolExecutor(VISITORS) as pool:
        each = [times for visits in pool.map(visit, range(VISITORS)) for times in visits]
    first = sorted(times[0] for times in each if not math.isnan(times[0]))
    p95 = first[int(0.95 * (len(first) - 1))]
    without = len(each) - len(first)
    show("first picture of 200", f"median {statistics.median(first):.1f} s, p95 {p95:.1f} s, {without} without one")
    show("longest silence of 200", f"{max(times[1] for times in each):.1f} s")
    show("memory after 200", f"{server.memory() or 0:.0f} MB")


def distinct(server: Server) -> None:
    """Measure memory over many questions of which no two are the same."""
    held = []
    with ThreadPoolExecutor(8) as pool:
        for part in range(4):
            numbers = range(part * DISTINCT // 4, (part + 1) * DISTINCT // 4)
            list(pool.map(lambda number: server.frames({"years": 1, "b": {"handover": number / DISTINCT}}), numbers))
            held.append(f"{server.memory() or 0:.0f}")
    show("2,000 distinct questions", f"{', '.join(held)} MB after each quarter")


def in_browser(server: Server) -> None:
    """Measure what a user sees, in Chromium."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        print("browser: left out, Playwright is not installed (make bench-app installs it)")
        return
    with sync_playwright() as player:
        try:
            browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        except Error as error:
            print(f"browser: left out, no Chromium ({str(error).splitlines()[0]})")
            return
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        begin = time.monotonic()
        page.goto(server.address)
        page.wait_for_selector("body[data-frame-stage]")
        show("load in the browser", f"{1000 * (time.monotonic() - begin):.0f} ms to the first picture")
        page.wait_for_selector("body[data-frame-stage=full]", timeout=60_000)
        try:
            times = [page.evaluate(RELEASE, [0, 0.1 + 0.8 * step / RELEASES]) for step in range(RELEASES)]
        except Error as error:
            print(f"browser: left out, {str(error).splitlines()[0]}")
        else:
            show("release to repaint", spread([each["first"] / 1000 for each in times]))
            show("release to refined", spread([each["full"] / 1000 for each in times]))
        browser.close()


def main() -> None:
    """Measure and print."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f", {os.getloadavg()[0]:.1f} already running" if hasattr(os, "getloadavg") else ""
    print(f"The page on {cores} cores{load}; goals are for 2 idle ones")
    with serving() as server:
        from_outside(server)
        if "crowd" in sys.argv[1:]:
            crowd(server)
            distinct(server)
        in_browser(server)


if __name__ == "__main__":
    main()
