"""Tests the ends that the lock leaves open: the oldest and the newest of the tools that work with Kraftsamling.

python -m tests.ends [PYTHON ...]

Each end is an environment under .venv-ends/, set up once from requirements-ends.lock, which holds the newest Mesa and
extras `discovery` and `viz` that each Python can have. An end is tested by the first of the named interpreters, or
else of the usual ones, that is its Python; where there is none, one line says that it is skipped.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".venv-ends"
LOCKS = ("requirements-build.lock", "requirements-ends.lock")
EXTRAS = ("discovery", "viz")
USUAL = ("python3.11", "python3.12", "python3.13", "python3")
ENDS = {
    "oldest": (range(11, 12), "Python 3.11 (EMA Workbench 2.5, Mesa 3.3, Solara)"),
    "newest": (range(12, 100), "Python 3.12 or newer (EMA Workbench 3, Mesa 3.5, Solara)"),
}
"""Minor versions of Python 3 that an end takes, and what it is."""
ASK = "import sys, venv, ensurepip; print(sys.version_info.minor, sys.version_info.micro, sys.executable)"
VERSIONS = (
    "import platform, warnings; warnings.simplefilter('ignore'); import ema_workbench, mesa, solara; "
    "print(f'Python {platform.python_version()}, EMA Workbench {ema_workbench.__version__}, Mesa {mesa.__version__}, '"
    " f'Solara {solara.__version__}')"
)


def pythons(named: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Minor version of each interpreter that really runs and can make an environment, and its command."""
    for command in (*named, *USUAL):
        if shutil.which(command):
            asked = subprocess.run([command, "-c", ASK], capture_output=True, text=True, check=False)
            if asked.returncode == 0:
                minor, _, executable = asked.stdout.strip().split(" ", 2)
                yield int(minor), executable


def fingerprint(python: str) -> str:
    """What an environment depends on: the interpreter, the place and the files it is installed from."""
    asked = subprocess.run([python, "-c", ASK], capture_output=True, check=True).stdout
    files = b"".join((ROOT / name).read_bytes() for name in (*LOCKS, "pyproject.toml"))
    return hashlib.sha256(asked + os.fsencode(ROOT) + files).hexdigest()


def set_up(name: str, python: str) -> str:
    """Return the interpreter of the end's environment, made anew when what it depends on has changed."""
    place, stamp = FOLDER / name, FOLDER / name / "stamp"
    own = str(place / ("Scripts" if os.name == "nt" else "bin") / "python")
    wanted = fingerprint(python)
    if stamp.exists() and stamp.read_text() == wanted:
        return own
    print(f"Setting up .venv-ends/{name} with {python} (once, a minute or two)", flush=True)
    subprocess.run([python, "-m", "venv", "--clear", str(place)], check=True)
    pip = [own, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", "install", "--no-compile"]
    for lock in LOCKS:
        built = [] if lock == LOCKS[0] else ["--no-build-isolation", "--use-pep517"]
        subprocess.run([*pip, "--require-hashes", *built, "-r", lock], cwd=ROOT, check=True)
    # Without an index, an extra that asks for more than the lock holds fails here.
    extras = f".[{','.join(EXTRAS)}]"
    subprocess.run([*pip, "--no-index", "--no-build-isolation", "--editable", extras], cwd=ROOT, check=True)
    stamp.write_text(wanted)
    return own


def main(named: Sequence[str]) -> int:
    """Test each end whose Python is here; return 1 when any fails."""
    found, failed = list(pythons(named)), False
    for name, (minors, what) in ENDS.items():
        python = next((command for minor, command in found if minor in minors), None)
        if python is None:
            print(f"Skipped: {what}, since no such Python was found; name one with PYTHON=", flush=True)
            continue
        own = set_up(name, python)
        subprocess.run([own, "-c", VERSIONS], cwd=ROOT, check=True)
        marked = [
            str(file) for file in sorted(ROOT.glob("tests/**/test_*.py")) if "mark.end" in file.read_text("utf-8")
        ]
        # What these versions warn of is theirs to mend: a warning is no error here.
        tests = [
            own,
            "-m",
            "pytest",
            "-q",
            "-W",
            "default",
            "--disable-warnings",
            "-n",
            "auto",
            "-m",
            "end and not slow",
        ]
        failed |= subprocess.run([*tests, *marked], cwd=ROOT, check=False).returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
