"""`kraftsamling experiment=scale`: what the ranges give, line by line, beside the brackets they were chosen for."""

from __future__ import annotations

from kraftsamling.analysis.scale.find import ScaleFinding, find
from kraftsamling.experiments.examine.scale_lines import LINES
from kraftsamling.experiments.runs.arms import Arms
from kraftsamling.experiments.runs.examination import Examination


def examine(setting: Examination) -> ScaleFinding:
    """Take every line's number in every world; each line sets the years of its runs itself.

    Raises:
        InputError: an arm that the model does not know.
    """
    arms = Arms(setting.runs)
    values = {line.bracket.line: line.take(arms, line.arms) for line in setting.steps(LINES)}
    return find([line.bracket for line in LINES], values)
