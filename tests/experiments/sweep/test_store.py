"""A sweep's folder: what is finished stays, what changed or is damaged runs again, and what failed is named."""

from __future__ import annotations

import json
import shlex
import sys

import numpy as np
import pandas as pd
import pytest
from pyarrow import parquet

import kraftsamling as ks
from kraftsamling.cli import main
from kraftsamling.experiments.sweep import face, merge, slurm, verify, work
from kraftsamling.experiments.sweep.batches import batches_of
from kraftsamling.experiments.sweep.carry import Slice
from kraftsamling.experiments.sweep.design import assemble
from kraftsamling.experiments.sweep.design.options import Asked
from kraftsamling.experiments.sweep.store import Store
from kraftsamling.model.simulation import batch_size

SETTING = {"strategies": ["level_1", "level_2"], "worlds": 4, "seeds": 2, "years": 1}


@pytest.fixture(autouse=True)
def computed(monkeypatch):
    """Spare the runs that tell what the model computes; the text may be changed by a test."""
    model = {"is": "this model"}
    for module in (assemble, face, merge, verify):
        monkeypatch.setattr(module, "computes", lambda: model["is"])
    return model


@pytest.fixture
def ran(monkeypatch):
    """Count rows that run."""
    counts: list[int] = []
    record = work.Batch.record

    def counted(batch):
        counts.append(len(batch))
        return record(batch)

    monkeypatch.setattr(work.Batch, "record", counted)
    return counts


def test_rows_hold_the_numbers_of_simulate_to_the_last_bit(tmp_path):
    table = ks.sweep(tmp_path / "s", **SETTING, record="years").table(["capacity_mean", "gini"])
    worlds = ks.open_sweep(tmp_path / "s").worlds.drop(columns="label")
    given = {name: SETTING[name] for name in ("seeds", "years")}
    data = ks.simulate("goteborgsregionen", SETTING["strategies"], worlds=worlds, record="summary", **given).dataset
    known = (
        data[["capacity_mean", "gini"]].to_dataframe().reset_index().sort_values(["world", "strategy", "seed", "year"])
    )
    for name in ("strategy", "world", "seed", "year", "capacity_mean", "gini"):
        assert table[name].tolist() == known[name].tolist(), name


def test_an_end_record_holds_totals_in_single_precision_on_request(tmp_path):
    kept = {"measures": ["cost_total_sek", "capacity_gained", "capacity_mean"], "float32": True}
    table = ks.sweep(tmp_path / "s", **SETTING | {"years": 2}, **kept).table()
    years = ks.sweep(tmp_path / "y", **SETTING | {"years": 2}, record="years").table()
    by_run = years.groupby(["world", "course", "seed"])
    costs, capacity = by_run["cost_sek"].sum().to_numpy(), by_run["capacity_mean"].agg(["first", "last"])
    assert np.array_equal(table["cost_total_sek"], costs.astype(np.float32))
    assert np.array_equal(table["capacity_gained"], (capacity["last"] - capacity["first"]).astype(np.float32))
    assert table["capacity_mean"].dtype == np.float32


def test_finished_rows_are_not_run_again_and_changed_ones_are(tmp_path, ran, computed):
    ks.sweep(tmp_path / "s", **SETTING)
    ks.sweep(tmp_path / "s", **SETTING)
    ks.sweep(tmp_path / "s")
    assert sum(ran) == 16
    larger = ks.sweep(tmp_path / "s", **SETTING | {"worlds": 7, "seeds": 3})
    assert sum(ran) == 42 == larger.finished
    other = ks.sweep(tmp_path / "s", **SETTING | {"strategies": ["no_support", "level_2"], "worlds": 7, "seeds": 3})
    assert sum(ran) == 63 and other.finished == 42
    assert set(other.table()["strategy"]) == {"no_support", "level_2"}
    assert sum(len(pd.read_parquet(path)) for path in (tmp_path / "s" / "aside").iterdir()) == 21
    computed["is"] = "another model"
    assert ks.sweep(tmp_path / "s").finished == 42 and sum(ran) == 105


def test_a_kept_row_has_the_number_that_course_and_world_have_now(tmp_path, ran):
    first = ks.sweep(tmp_path / "s", **SETTING).table(strategy="level_2", label=3)
    turned = SETTING | {"strategies": ["no_support", "level_2"], "worlds": "2-3"}
    second = ks.sweep(tmp_path / "s", **turned).table(strategy="level_2", label=3)
    assert first["world"].tolist() == [3, 3] and second["world"].tolist() == [1, 1]
    same = ["label", "seed", *first.columns[first.columns.get_loc("seed") + 1 :]]
    pd.testing.assert_frame_equal(first[same], second[same])
    assert sum(ran) == 16 + 4


def test_a_damaged_file_is_found_and_redone(tmp_path, ran):
    before = ks.sweep(tmp_path / "s", **SETTING).table()
    (path,) = (tmp_path / "s" / "runs").iterdir()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    pd.testing.assert_frame_equal(ks.sweep(tmp_path / "s").table(), before)
    assert sum(ran) == 32


def test_a_damaged_design_is_refused_and_made_again_by_the_whole_command(tmp_path, ran):
    ks.sweep(tmp_path / "s", **SETTING)
    (tmp_path / "s" / "design.parquet").write_bytes(b"damaged")
    with pytest.raises(ks.InputError, match=r"design\.parquet' is damaged; allowed: the command with all its options"):
        ks.sweep(tmp_path / "s")
    assert ks.sweep(tmp_path / "s", **SETTING).finished == 16 == sum(ran)


def test_a_row_that_raises_takes_no_other_with_it(tmp_path, monkeypatch, capsys):
    record = work.Batch.record

    def raising(batch):
        if (batch.seed[(batch.numbers[batch.world] == 2)] == 1).any() and batch.number == 1:
            raise ZeroDivisionError("nothing\nto share")
        return record(batch)

    monkeypatch.setattr(work.Batch, "record", raising)
    words = ["strategies=level_1,level_2", "worlds=4", "seeds=2", "years=1"]
    assert main(["sweep", str(tmp_path / "s"), *words]) == 1
    told = capsys.readouterr()
    assert told.out == f"15 of 16 rows are finished, in {tmp_path / 's'}\n"
    assert "the first: level_2, world 2, seed 1: ZeroDivisionError: nothing to share" in told.err
    failed = ks.open_sweep(tmp_path / "s").failures
    worlds = ks.open_sweep(tmp_path / "s").worlds
    assert failed["turnover"].tolist() == [worlds["turnover"][2]] and failed["years"].tolist() == [1]
    monkeypatch.setattr(work.Batch, "record", record)
    assert len(ks.sweep(tmp_path / "s").failures) == 0 and main(["sweep", str(tmp_path / "s")]) == 0


def test_a_row_that_is_not_finite_counts_as_failed(tmp_path, monkeypatch):
    record = work.Batch.record

    def broken(batch):
        found = record(batch)
        found.regional["cost_sek"][-1, 3] = np.nan
        return found

    monkeypatch.setattr(work.Batch, "record", broken)
    found = ks.sweep(tmp_path / "s", **SETTING)
    assert found.finished == 14 and found.failures["message"].tolist() == ["ends in numbers that are not finite"] * 2


def test_stores_made_apart_are_merged(tmp_path, ran):
    whole = ks.sweep(tmp_path / "whole", **SETTING).table()
    ks.sweep(tmp_path / "a", **SETTING | {"worlds": "2-3"})
    ks.sweep(tmp_path / "b", **SETTING | {"strategies": "level_2", "worlds": "0-2"})
    assert main(["sweep", str(tmp_path / "m"), f"merge={tmp_path / 'a'},{tmp_path / 'b'}"]) == 0
    joined = ks.open_sweep(tmp_path / "m")
    assert joined.finished == len(joined) == 8 + 6 - 2 and sum(ran) == 16 + 8 + 6
    both = whole.merge(joined.table().astype({"label": int}), on=["strategy", "label", "seed"])
    assert len(both) == 12 and (both["capacity_mean_x"] == both["capacity_mean_y"]).all()
    ks.sweep(tmp_path / "c", **SETTING, float32=True)
    with pytest.raises(ks.InputError, match="keeps something else of a row"):
        face.merge(tmp_path / "m", [tmp_path / "c"])


def test_slices_in_one_folder_make_the_whole(tmp_path):
    words = ["strategies=level_1,level_2,level_3", "worlds=4", "seeds=2", "years=1"]
    for place in (1, 0):
        assert main(["sweep", str(tmp_path / "s"), *words, f"slice={place}/2"]) == 0
    pd.testing.assert_frame_equal(
        ks.open_sweep(tmp_path / "s").table(),
        ks.sweep(tmp_path / "w", **SETTING | {"strategies": ["level_1", "level_2", "level_3"]}).table(),
    )
    assert main(["sweep", str(tmp_path / "s"), *words, "years=2", "slice=0/2"]) == 2
    assert main(["sweep", str(tmp_path / "s"), "strategies=level_1", "slice=0/2"]) == 2


def test_a_folder_in_use_is_refused(tmp_path, capsys):
    ks.sweep(tmp_path / "s", **SETTING)
    with Store(tmp_path / "s").alone():
        assert main(["sweep", str(tmp_path / "s")]) == 2
    assert "another process works in" in capsys.readouterr().err


def test_another_folder_is_left_alone(tmp_path, capsys):
    (tmp_path / "note.txt").write_text("mine")
    assert main(["sweep", str(tmp_path), "strategies=level_1", "worlds=1"]) == 2
    assert "holds something else than a sweep" in capsys.readouterr().err


def test_a_dry_run_says_what_it_takes_and_writes_nothing(tmp_path, capsys):
    words = ["strategies=level_1,level_2", "worlds=4", "seeds=2", "years=1", "dry_run=true", "processes=1"]
    assert main(["sweep", str(tmp_path / "s"), *words]) == 0
    told = capsys.readouterr().out
    assert "16 rows (2 courses, 4 worlds, 2 seeds), 16 of them to run" in told
    assert "on 1 processes, 1 files, " in told and "nothing was written" in told
    assert not (tmp_path / "s").exists()


def test_courses_take_turns_in_batches_of_their_size():
    rows = assemble.assemble(Asked({"strategies": ["level_1", "level_2"], "seeds": [300]}, worlds=4))
    batches = batches_of(rows, np.arange(len(rows)))
    assert batch_size(13) == 500
    assert [(int(rows.course[b[0]]), len(b)) for b in batches] == [
        (0, 500),
        (1, 500),
        (0, 500),
        (1, 500),
        (0, 200),
        (1, 200),
    ]
    assert sorted(np.concatenate(batches)) == list(range(2400))
    slices = [Slice(place, 4).rows(rows) for place in range(4)]
    assert sorted(np.concatenate(slices)) == list(range(2400)) and list(map(len, slices)) == [700, 700, 500, 500]


@pytest.mark.parametrize("text", ["3", "2/2", "a/b", "-1/3"])
def test_a_slice_that_is_none_is_refused(text):
    with pytest.raises(ks.InputError, match="allowed: K/N"):
        Slice.read(text)


def test_what_is_kept_tells_what_it_is(tmp_path):
    sweep = ks.sweep(tmp_path / "s", **SETTING, strategy={"budget.person_years": [4, 8]})
    assert repr(sweep).endswith("32 of 32 rows finished)") and len(sweep) == 32
    assert sweep.strategies[1]["budget"]["person_years"] == 8 and len(sweep.design) == 32
    meanings = json.loads(sweep.dataset().schema.metadata[b"columns"])
    assert meanings["gini"]["unit"] == "share" and set(meanings) == set(sweep.dataset().schema.names)
    chosen = sweep.table("gini", strategy="level_2", seed=1, parameters=["turnover"], **{"budget.person_years": 8})
    assert chosen["label"].tolist() == [0, 1, 2, 3] and chosen["turnover"].tolist() == sweep.worlds["turnover"].tolist()
    grid = sweep.xarray(["gini"], label=[1, 3])
    assert dict(grid.sizes) == {"course": 4, "world": 2, "seed": 2}
    assert float(grid["gini"].sel(course=3, world=3, seed=1)) == chosen["gini"][3]
    assert grid["turnover"].to_numpy().tolist() == sweep.worlds["turnover"][[1, 3]].tolist()
    for wrong in ({"strategy": "level_3"}, {"strateg": "level_1"}, {"measures": "ginny"}):
        with pytest.raises(ks.InputError):
            sweep.table(**wrong)


def test_a_sweep_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ks.InputError, match="holds no sweep"):
        ks.open_sweep(tmp_path)


@pytest.mark.parametrize("record", ["end", "years"])
def test_a_sample_that_runs_again_gives_the_same_to_the_last_bit(tmp_path, capsys, record):
    ks.sweep(tmp_path / "s", **SETTING, record=record)
    assert main(["verify", str(tmp_path / "s"), "rows=5"]) == 0
    assert capsys.readouterr().out == "5 of 16 finished rows were run again: the same to the last bit\n"


def test_a_number_that_is_other_in_its_last_bit_is_found(tmp_path, capsys, computed):
    ks.sweep(tmp_path / "s", **SETTING)
    place = Store(tmp_path / "s")
    (path,) = place.files()
    table = parquet.read_table(path)
    gini = table["gini"].to_numpy().copy()
    right = float(gini[7])
    gini[7] = np.nextafter(gini[7], 1)
    path.unlink()
    place.add(work.as_bytes(table.set_column(table.column_names.index("gini"), "gini", [gini])))
    computed["is"] = "another model"
    assert main(["verify", str(tmp_path / "s")]) == 1
    told = capsys.readouterr().out
    assert "the model computes other numbers than when this ran" in told
    assert "16 of 16 finished rows were run again: 1 gave other numbers; the first: level_1 (course 0)" in told
    assert f", label 3, seed 1: gini is {right} and was {gini[7]}" in told


def test_a_damaged_file_is_named(tmp_path, capsys):
    ks.sweep(tmp_path / "s", **SETTING)
    (path,) = Store(tmp_path / "s").files()
    path.write_bytes(path.read_bytes()[:-1])
    assert main(["verify", str(tmp_path / "s")]) == 1
    assert f"{path.name}: damaged" in capsys.readouterr().out
    assert main(["verify", str(tmp_path)]) == 2


def test_a_script_for_slurm_runs_the_whole_sweep_slice_by_slice(tmp_path, capsys, ran):
    folder = tmp_path / "my sweep"
    words = ["strategies=level_1,level_2", "worlds=4", "seeds=2", "years=1", "compute=slurm", "jobs=2"]
    assert main(["sweep", str(folder), *words]) == 0
    assert f"submit them with: sbatch '{folder}/sweep.slurm'" in capsys.readouterr().err
    script = (folder / "sweep.slurm").read_text()
    assert "#SBATCH --array=0-1\n" in script and "#SBATCH --time=00:30:00\n" in script
    (command,) = [line for line in script.splitlines() if line.startswith("exec ")]
    ran.clear()
    for place in range(2):
        words = shlex.split(command.replace('"$SLURM_ARRAY_TASK_ID"', str(place)))
        assert words[1:5] == [sys.executable, "-m", "kraftsamling", "sweep"] and main(words[4:]) == 0
    assert ran == [8, 8] and ks.open_sweep(folder).finished == 16
    assert "#SBATCH --time=03:21:00\n" in slurm.script(folder, 3, 6030.0)


def test_polars_and_duckdb_read_it_where_they_are_installed(tmp_path):
    sweep = ks.sweep(tmp_path / "it's", **SETTING)
    polars, _ = pytest.importorskip("polars"), pytest.importorskip("duckdb")
    known = sweep.table("gini", strategy="level_2", parameters=["turnover"])
    lazy = sweep.polars().filter(polars.col("strategy") == "level_2").select("world", "seed", "turnover", "gini")
    assert lazy.sort("world", "seed").collect()["gini"].to_list() == known["gini"].tolist()
    query = "select max(gini), max(turnover) from runs join courses using (course) join worlds using (world) "
    (row,) = sweep.duckdb().execute(query + "where strategy = 'level_2'").fetchall()
    assert row == (known["gini"].max(), known["turnover"].max())


def test_two_regions_that_share_a_name_are_refused(tmp_path):
    paths = [tmp_path / place / "mine.csv" for place in ("a", "b")]
    for number, path in enumerate(paths, start=1):
        path.parent.mkdir()
        path.write_text(f"code,name,population\n01,Ett,{number}5000\n02,Två,80000\n", encoding="utf-8")
    with pytest.raises(ks.InputError, match="two that differ are named 'mine'"):
        ks.sweep(tmp_path / "s", **SETTING, region=[str(path) for path in paths])
