"""The examples run as their users would run them, on few worlds."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.run import main
from model import simulate
from model.measures import MUNICIPAL, REGIONAL
from model.parameters import parameters

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"


def ema_workbench(test):
    """Skip where EMA Workbench is not installed; then `make test-ends` runs it."""
    missing = importlib.util.find_spec("ema_workbench") is None
    return pytest.mark.end(pytest.mark.skipif(missing, reason="EMA Workbench is not installed: make test-ends")(test))


def example(name):
    spec = importlib.util.spec_from_file_location(f"example_{name}", EXAMPLES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.end
def test_salib_samples_runs_and_analyses():
    salib = example("salib_sobol")
    found = salib.indices(size=16, seeds=1, years=8)
    assert list(found.index) == list(salib.NAMES)
    assert np.isfinite(found.to_numpy()).all()
    assert found.loc["start_legitimacy", "ST"] > found.loc["turnover", "ST"] > -0.01


@pytest.mark.end
def test_salib_indices_are_drawn_with_confidence_ranges_and_units(tmp_path):
    salib = example("salib_sobol")
    numbers = {"S1": [0.1, 0.6, 0.2, 0.0], "S1_conf": 0.1, "ST": [0.2, 0.7, 0.3, 0.1], "ST_conf": 0.05}
    figure = salib.draw(pd.DataFrame(numbers, index=list(salib.NAMES)))
    (axes,) = figure.axes
    labels = [label.get_text() for label in axes.get_yticklabels()]
    row = parameters()["rooting_rate"]
    assert labels[-1] == f"rooting_rate\n{row.low:g} to {row.high:g} {row.unit}"
    drawn = {container.get_label(): container for container in axes.containers}
    assert list(drawn["with interplay (ST)"].lines[0].get_xdata()) == [0.1, 0.2, 0.3, 0.7]
    (bars,) = drawn["alone (S1)"].lines[2]
    low, high = bars.get_segments()[-1]
    assert (low[0], high[0]) == pytest.approx((0.5, 0.7))
    figure.savefig(tmp_path / "salib_sobol.png")
    assert (tmp_path / "salib_sobol.png").stat().st_size > 0


@ema_workbench
def test_ema_workbench_meets_every_policy_with_every_scenario():
    ema = example("ema_workbench")
    experiments, found = ema.explore(scenarios=3, policies=2, years=3)
    assert len(experiments) == 6
    assert all(found[name].shape == (6,) and np.isfinite(found[name]).all() for name in ("capacity", "gap", "cost"))
    for name in ema.UNCERTAIN:
        assert experiments[name].between(parameters()[name].low, parameters()[name].high).all()
    row = experiments.reset_index(drop=True).iloc[3]
    strategy = {
        "ambition": {"level": int(row["level"])},
        "targeting": str(row["targeting"]),
        "budget": {"project_share": float(row["project_share"])},
        "name": "again",
    }
    own = {name: float(row[name]) for name in ema.UNCERTAIN}
    data = simulate("goteborgsregionen", strategy, parameters=own, seeds=2, years=3, record="summary").dataset
    assert float(data["capacity_mean"][..., -1].mean()) == pytest.approx(found["capacity"][3])


@ema_workbench
def test_ema_example_runs_as_a_script():
    ran = subprocess.run(
        [sys.executable, str(EXAMPLES / "ema_workbench.py")],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert len(ran.stdout.strip().splitlines()) == 4


def test_what_a_run_writes_opens_in_pandas_without_our_code(tmp_path):
    folder = tmp_path / "run"
    size = ["worlds=2", "seeds=1", "years=3", "report=false", f"output={folder}"]
    assert main(["experiment=ambition_levels", *size]) in (0, None)
    code = (
        "import sys, pandas as pd\n"
        f"runs = pd.read_parquet({str(folder / 'trajectories.parquet')!r})\n"
        f"places = pd.read_parquet({str(folder / 'municipalities.parquet')!r})\n"
        f"summary = pd.read_csv({str(folder / 'summary.csv')!r})\n"
        "end = runs[runs.year == runs.year.max()]\n"
        "print(end.groupby(['strategy', 'budget']).capacity_mean.median().to_csv())\n"
        "assert (places.capacity_end >= 0).all() and len(summary)\n"
        "import json, pyarrow.parquet\n"
        "for name, table in (('trajectories', runs), ('municipalities', places)):\n"
        "    schema = pyarrow.parquet.read_schema(f'run/{name}.parquet')\n"
        "    columns = json.loads(schema.metadata[b'columns'])\n"
        "    assert list(columns) == schema.names == list(table.columns)\n"
        "    print(name, columns['capacity_mean' if name == 'trajectories' else 'capacity_end'])\n"
        "assert not {'model', 'analysis', 'experiments'} & set(sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "level_1,own" in ran.stdout
    for name, measure in (("trajectories", REGIONAL["capacity_mean"]), ("municipalities", MUNICIPAL["capacity"])):
        assert f"{name} {dict(unit=measure.unit, meaning=measure.meaning)}" in ran.stdout


def test_the_r_script_reads_columns_that_a_run_writes(tmp_path):
    """R itself is not run: the files and columns that the script names are looked for in a run."""
    script = (EXAMPLES / "open_in_r.R").read_text(encoding="utf-8")
    folder = tmp_path / "run"
    size = ["worlds=1", "seeds=1", "years=2", "report=false", f"output={folder}"]
    assert main(["experiment=ambition_levels", *size]) in (0, None)
    for name in ("trajectories.parquet", "municipalities.parquet", "summary.csv"):
        assert f'"{name}"' in script
        assert (folder / name).exists()
    runs, places = (pd.read_parquet(folder / f"{name}.parquet") for name in ("trajectories", "municipalities"))
    assert {"year", "strategy", "budget", "world", "capacity_mean"} <= set(runs)
    assert {"capacity_start", "capacity_end", "name", "strategy", "budget"} <= set(places)
