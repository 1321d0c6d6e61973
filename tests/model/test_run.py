"""A run is read and checked once, and names every course."""

import pytest

from kraftsamling.model import InputError, load_region, simulate
from kraftsamling.model.run_of import check_seeds, run_of
from kraftsamling.model.simulation import tasks_of


def test_a_run_reads_names_and_counts_its_courses():
    run = run_of(
        "varmland",
        ["level_1", "level_2", {"name": "own", "reserve": 0.2}],
        ["calm", "crisis"],
        seeds=4,
        worlds=5,
        parameters={"turnover": 0.2},
        years=7,
        budgets=("own", "equal"),
        smallest_difference=2.5,
    )
    assert run.region == load_region("varmland") and run.seeds == (0, 1, 2, 3) and len(run.worlds) == 5
    assert (run.years, run.funding, run.smallest_difference) == (7, "given", 2.5)
    names = [(course.budget, course.scenario.name, course.strategy.name) for course in run.courses]
    assert len(names) == 12 and run.runs_of_course == 20 and run.runs == 240
    assert names[:4] == [
        ("own", "calm", "level_1"),
        ("own", "calm", "level_2"),
        ("own", "calm", "own"),
        ("own", "crisis", "level_1"),
    ]
    assert names[6] == ("equal", "calm", "level_1")


def test_tasks_cover_every_run_of_every_course_once():
    run = run_of("varmland", ["level_1", "level_2"], seeds=7, worlds=150, years=1)
    tasks = list(tasks_of(run, "summary"))
    assert [len(task.index) for task in tasks] == [406, 406, 238] * 2  # 6,500 municipality-runs of 16 municipalities
    for name in ("level_1", "level_2"):
        places = [place for task in tasks if task.course.strategy.name == name for place in task.index]
        assert places == list(range(1050))


@pytest.mark.parametrize(
    ("wrong", "message"),
    (
        ({"years": 51}, "years: 51 is out of range; allowed: a whole number from 1 to 50"),
        ({"budgets": ("equl",)}, "budget: unknown value 'equl'; did you mean 'equal'? allowed: own, equal"),
        ({"budgets": ()}, "budgets: none given; allowed: one or several"),
        ({"funding": "earnt"}, "funding: unknown value 'earnt'; did you mean 'earned'? allowed: given, earned"),
        ({"smallest_difference": -1}, "smallest_difference: -1 is out of range; allowed: a number from 0 to 100"),
        ({"strategies": []}, "strategies: none given; allowed: one or several"),
        ({"seeds": [3, 3]}, "seeds: [3, 3]; allowed: at least one, none twice"),
        (
            {"scenarios": {"events": [{"kind": "crisis", "year": 2001}]}},
            "scenario: crisis: year 2001 lies before the run; allowed: a run year from 1, or a calendar year from 2026",
        ),
    ),
    ids=str,
)
def test_what_does_not_fit_is_refused_in_one_line(wrong, message):
    given = {"strategies": "level_1", "seeds": 1, **wrong}
    with pytest.raises(InputError) as caught:
        run_of("goteborgsregionen", **given)
    assert str(caught.value) == message


def test_seeds_are_a_number_or_a_sequence():
    assert check_seeds(3) == (0, 1, 2) and check_seeds([9, 4]) == (9, 4)


def test_codes_that_lost_their_zeros_in_a_spreadsheet_give_the_same_run(write):
    """Links, order, letters' places and chance included; other codes give another run."""
    rows = "{0}114;Å;37000;{0}987\n{0}987;Ö;4600;{0}127\n{0}127;N;98000;\n"
    told = {}
    for zeros in ("", "0", "1"):
        path = write("kod;namn;folkmängd;grannar\n" + rows.format(zeros), f"codes{zeros}.csv")
        results = simulate(path, ["level_1", "level_2"], seeds=2, worlds=2, years=4, record="summary")
        told[zeros] = results.municipalities().drop(columns="municipality")
    assert told[""].equals(told["0"]) and not told[""].equals(told["1"])
