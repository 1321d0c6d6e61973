"""The examples run as their users would run them, on few worlds."""

import importlib.util
import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow.parquet
import pytest

from kraftsamling.cli import main
from kraftsamling.model import simulate
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.paths import ROOT
from kraftsamling.model.results.measures import MUNICIPAL, REGIONAL

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


@pytest.mark.end
def test_mesa_steps_the_model_under_batch_run_and_the_figure_says_what_it_shows(tmp_path):
    batch = example("mesa_batch_run")
    found = batch.batch(seeds=(1, 2), years=2)
    ends = found.set_index(["strategy", "seed"])["capacity_mean"]
    assert len(ends) == 4 * 2 and not {"AgentID", "code"} & set(found)
    for strategy, seed in ends.index:
        data = simulate("goteborgsregionen", strategy, seeds=[seed], years=2, record="summary").dataset
        assert ends[strategy, seed] == pytest.approx(float(data["capacity_mean"][..., -1].squeeze()))
    figure = batch.draw(found)
    (axes,) = figure.axes
    assert axes.get_xlabel().startswith("transition capacity") and "points" in axes.get_xlabel()
    assert [label.get_text() for label in axes.get_yticklabels()] == ["no_support", "level_1", "level_2", "level_3"]
    assert list(axes.lines[1].get_xdata()) == pytest.approx(ends.groupby("strategy", sort=False).mean().tolist())
    figure.savefig(tmp_path / "batch.png")


def test_what_a_run_writes_opens_in_pandas_without_our_code(tmp_path):
    folder = tmp_path / "run"
    size = ["worlds=2", "seeds=1", "years=3", "report=false", f"output={folder}"]
    assert main(["experiment=ambition_levels", *size]) in (0, None)
    code = (
        "import runpy, sys\n"
        f"sys.argv = ['open_in_pandas.py', {str(folder)!r}]\n"
        f"runpy.run_path({str(EXAMPLES / 'open_in_pandas.py')!r}, run_name='__main__')\n"
        "assert not {'model', 'analysis', 'experiments'} & set(sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    measure = REGIONAL["capacity_mean"]
    assert str(dict(unit=measure.unit, meaning=measure.meaning)) in ran.stdout and "level_1" in ran.stdout
    opened = example("open_in_pandas")
    runs = pd.read_parquet(folder / "trajectories.parquet")
    end = runs[(runs["year"] == runs["year"].max()) & (runs["strategy"] == "level_1") & (runs["budget"] == "own")]
    assert opened.spread(folder).loc[("level_1", "own"), 0.5] == pytest.approx(end["capacity_mean"].mean())
    assert np.isfinite(opened.gains(folder)).all()


@pytest.mark.parametrize("name", ["trajectories", "municipalities"])
def test_each_column_of_a_run_tells_its_unit_and_meaning_in_the_file_itself(tmp_path, name):
    folder = tmp_path / "run"
    size = ["worlds=2", "seeds=1", "years=3", "report=false", f"output={folder}"]
    assert main(["experiment=ambition_levels", *size]) in (0, None)
    schema = pyarrow.parquet.read_schema(folder / f"{name}.parquet")
    columns = json.loads(schema.metadata[b"columns"])
    assert list(columns) == schema.names
    measure, column = {
        "trajectories": (REGIONAL["capacity_mean"], "capacity_mean"),
        "municipalities": (MUNICIPAL["capacity"], "capacity_end"),
    }[name]
    assert columns[column] == dict(unit=measure.unit, meaning=measure.meaning)


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
