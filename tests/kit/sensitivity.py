"""Results of sensitivity with numbers worked by hand, all of them different, for tests of what is shown of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kraftsamling.analysis.sensitivity.find import DIFFERENCE, StrategyPair
from kraftsamling.analysis.sensitivity.given import Given
from kraftsamling.analysis.sensitivity.indices import ENOUGH, NOT_ENOUGH, Indices
from kraftsamling.analysis.sensitivity.one_at_a_time import KEYS
from kraftsamling.analysis.sensitivity.study import Study
from kraftsamling.model.inputs.parameters import swept

PAIR = StrategyPair({"one": {"sv": "Ettan", "en": "The one"}, "two": {"sv": "Tvåan", "en": "The two"}}, "own")
NAMES = ["fear", "start_capital", "turnover"]
OTHERS = [row.name for row in swept() if row.name not in NAMES][:14]
TOTALS = [[0.006, 0.002, 0.0095], [0.57, 0.48, 0.61], [0.41, 0.33, 0.47]]
FIRSTS = [[-0.003, -0.004, 0.001], [0.44, 0.37, 0.52], [0.29, 0.22, 0.35]]
COLUMNS = ["total", "total_low", "total_high", "first", "first_low", "first_high"]


def indices(verdict: str = ENOUGH, outcome: str = DIFFERENCE) -> Indices:
    """Indices of 17 parameters; those besides the three have totals from 0.001 on, all different."""
    rest = [[0.0014 - place / 10000] * 6 for place in range(len(OTHERS))]
    rows = [[*total, *first] for total, first in zip(TOTALS, FIRSTS, strict=True)] + rest
    table = pd.DataFrame(rows, pd.Index([*NAMES, *OTHERS], name="factor"), COLUMNS)
    small = table["total_high"] < 0.01
    table = table.assign(group=[3, 1, 2] + [3] * len(OTHERS), looks_small=small, moves_nothing=small)
    return Indices(outcome, table, None, 256, 42.5, 6.25, 0.081, 0.035, 0.0123, 0.0456, verdict)


def study(verdict: str = ENOUGH) -> Study:
    """A study of one outcome besides the difference, which must not show in what is shown of the difference."""
    sizes = [16, 32]
    rows = [
        {"outcome": outcome, "size": size, "factor": name, "total": of + size / 1000 + factor / 10}
        for of, outcome in ((0.0, DIFFERENCE), (7.0, "one"))
        for size in sizes
        for factor, name in enumerate([*NAMES, *OTHERS])
    ]
    history = pd.DataFrame(rows).assign(
        total_low=lambda rows: rows["total"] - 0.003, total_high=lambda rows: rows["total"] + 0.005
    )
    screened = {"outcome": [DIFFERENCE, DIFFERENCE, "one"], "parameter": ["fear", "turnover", "fear"]}
    small = pd.DataFrame(screened).assign(looks_small=True)
    both = {DIFFERENCE: indices(verdict), "one": indices(NOT_ENOUGH, "one")}
    return Study(small, both, {}, history, 5120)


def given(verdict: str = NOT_ENOUGH) -> Given:
    """Indices in given worlds of 17 parameters, of which three differ from noise, one of them with a small delta."""
    rest = [[0.03 - place / 1000] * 6 for place in range(len(OTHERS))]
    rows = [
        [0.09, 0.05, 0.13, 0.02, 0.0, 0.06],
        [0.11, 0.07, 0.16, 0.12, 0.04, 0.17],
        [0.31, 0.24, 0.36, 0.27, 0.19, 0.33],
    ]
    table = pd.DataFrame(
        rows + rest,
        pd.Index([*NAMES, *OTHERS], name="parameter"),
        ["delta", "delta_low", "delta_high", "first", "first_low", "first_high"],
    ).assign(told=[False, True, True] + [False] * 13 + [True], group=[0, 2, 1] + [0] * 13 + [3])
    limits = pd.Series({"delta": 0.1, "first": 0.08})
    return Given(DIFFERENCE, table, limits, 321, 41.5, 5.75, 0.062, 0.014, 0.0654, verdict)


POINTS = pd.DataFrame(
    {"start_capital": [0.25, 0.1, 0.4, 0.25, 0.25], "turnover": [0.15, 0.15, 0.15, 0.09, 0.27]},
    pd.MultiIndex.from_tuples(
        [("", ""), ("start_capital", "low"), ("start_capital", "high"), ("turnover", "low"), ("turnover", "high")],
        names=KEYS,
    ),
)
VALUES = np.array([[10.0, 14.0], [7.0, 11.0], [15.0, 19.0], [11.0, 16.0], [10.5, 14.5]])
"""Two seeds, four apart at the defaults; all ends but one move both alike, and chance has no part in their effect."""
