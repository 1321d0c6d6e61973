"""A sweep as an array of Slurm jobs: the script is written, submitted by hand, and the jobs share the folder."""

from __future__ import annotations

import math
import shlex
import sys
from pathlib import Path

from kraftsamling.experiments.sweep.estimate import Estimate
from kraftsamling.experiments.sweep.store import Store, write_whole
from kraftsamling.experiments.sweep.told import duration
from kraftsamling.model.errors import plain

SCRIPT, LOGS = "sweep.slurm", "logs"
WORTHWHILE = 1800
"""Seconds that a job takes at least where the number of jobs is not given: queues are made for longer ones."""
MOST_JOBS = 1000
MARGIN, LEAST_MINUTES = 2, 30
"""Time that is asked for: so many times the estimate, and no less; a job that needs more is run again and goes on."""
MEMORY = "2G"


def write_script(store: Store, expected: Estimate, jobs: int | None) -> str:
    """Write the job script into the sweep's folder and return a line that says how to submit it.

    Args:
        expected: what the sweep takes on one process.
        jobs: how many; None: so many that each is worth its place in a queue.
    """
    number = jobs or max(1, min(MOST_JOBS, int(expected.seconds // WORTHWHILE)))
    path = store.folder.resolve() / SCRIPT
    (path.parent / LOGS).mkdir(exist_ok=True)
    write_whole(path, script(path.parent, number, expected.seconds / number).encode())
    each = duration(expected.seconds / number)
    return f"{plain(number)} jobs of about {each} each; submit them with: sbatch {shlex.quote(str(path))}"


def script(folder: Path, jobs: int, seconds: float) -> str:
    """Return a job script: an array, each job a slice of the sweep on one core; run again, it goes on."""
    minutes = max(LEAST_MINUTES, math.ceil(MARGIN * seconds / 60))
    where, python = shlex.quote(str(folder)), shlex.quote(sys.executable)
    return f"""#!/bin/bash
#SBATCH --job-name=kraftsamling
#SBATCH --array=0-{jobs - 1}
#SBATCH --time={minutes // 60:02d}:{minutes % 60:02d}:00
#SBATCH --cpus-per-task=1
#SBATCH --mem={MEMORY}
#SBATCH --signal=B:TERM@60
#SBATCH --requeue
#SBATCH --output="{folder / LOGS}/%a.txt"

export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1
exec {python} -m kraftsamling sweep {where} slice="$SLURM_ARRAY_TASK_ID"/{jobs} processes=1
"""
