"""Enough runs: known truths are covered as often as promised, whenever one stops; what is shown is worked by hand."""

import re

import numpy as np
import pytest

from kraftsamling.analysis.enough_runs import looks
from kraftsamling.analysis.enough_runs.figure import draw_answers, series
from kraftsamling.analysis.enough_runs.looks import (
    BLOCK,
    MAX_LOOKS,
    Answer,
    EnoughRuns,
    Look,
    Question,
    given_worlds,
    look_at,
    plan,
    settle,
)
from kraftsamling.analysis.enough_runs.page import answers_table, table_series
from kraftsamling.analysis.enough_runs.words import sentences, supply
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.errors import InputError

TIMES = 200


def answers(question, draw, cap=4000):
    """Repeat the whole procedure with new draws."""
    for number in range(TIMES):
        rng = np.random.default_rng(number)
        yield settle(question, lambda _, rng=rng: draw(rng), cap)


@pytest.mark.parametrize("share", [0.03, 0.3, 0.5, 0.9])
def test_a_known_share_is_covered(share):
    found = list(answers(Question("share", 0.08), lambda rng: 2.0 * (rng.random(BLOCK) < share)))
    covered = np.mean([answer.last.low <= share <= answer.last.high for answer in found])
    assert covered >= 0.95
    assert all(answer.settled and answer.last.reach <= 0.08 for answer in found)


@pytest.mark.parametrize(
    ("draw", "truth"),
    [(lambda rng: rng.normal(3, 1, BLOCK), 3.0), (lambda rng: rng.lognormal(0, 1, BLOCK), 1.0)],
)
def test_a_known_median_is_covered(draw, truth):
    found = list(answers(Question("median", 0.25), draw))
    assert np.mean([answer.last.low <= truth <= answer.last.high for answer in found]) >= 0.95


def test_stopping_at_will_would_not_keep_the_promise(monkeypatch):
    """The same stopping with every look at the full level covers less than the corrected one."""
    question, share = Question("share", 0.08, level=0.8), 0.1

    def covered() -> float:
        found = list(answers(question, lambda rng: 2.0 * (rng.random(BLOCK) < share)))
        return float(np.mean([answer.last.low <= share <= answer.last.high for answer in found]))

    honest = covered()
    monkeypatch.setattr(Question, "level_of_look", property(lambda self: 0.5))
    assert honest >= 0.8 > covered()


def test_an_easy_question_takes_fewer_worlds_than_a_hard_one():
    easy, hard = (
        np.mean(
            [
                answer.last.count
                for answer in answers(Question("share", 0.05), lambda rng, p=p: 2.0 * (rng.random(BLOCK) < p))
            ]
        )
        for p in (0.02, 0.5)
    )
    assert easy < hard / 3


def test_a_finer_answer_takes_about_what_was_said():
    rng = np.random.default_rng(1)
    first = settle(Question("share", 0.08), lambda _: 2.0 * (rng.random(BLOCK) < 0.4), 10_000)
    finer = settle(Question("share", 0.04), lambda _: 2.0 * (rng.random(BLOCK) < 0.4), 10_000)
    assert first.finer == pytest.approx(finer.last.count, rel=0.15)


def test_the_cap_stops_it_and_says_what_it_would_take():
    rng = np.random.default_rng(1)
    answer = settle(Question("share", 0.02), lambda _: 2.0 * (rng.random(BLOCK) < 0.5), 200)
    assert not answer.settled
    assert answer.last.count <= 200 < answer.needed < answer.finer
    assert "was not reached" in sentences(answer, "A", "B", Reader("en"))[1]


def test_looks_are_few_growing_and_within_the_cap():
    for question in (Question("share", 0.05), Question("median", 1.0)):
        for cap in (BLOCK, 100, 5000):
            sizes = plan(question, cap)
            assert len(sizes) <= MAX_LOOKS and sizes[-1] <= cap
            assert all(size % BLOCK == 0 for size in sizes)
            assert list(sizes) == sorted(set(sizes))
    assert plan(Question("median", 1.0), 72 * BLOCK) == tuple(BLOCK * size for size in (2, 5, 12, 30, 72))


def test_ties_and_zero_are_not_better():
    differences = np.array([0.0, 0.999, 1.0, 5.0] * 8)
    assert look_at(Question("share", 0.1), differences).estimate == 0.5
    assert look_at(Question("share", 0.1, smallest_difference=0), differences).estimate == 0.75


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-0.2, 0.25, "was reached with 64 worlds, and so was ±0.25 points"),
        (-0.3, 0.2, "was reached with 64 worlds; ±0.25 points takes about 96 worlds"),
        (-0.55, 0.6, "was not reached with 64 worlds: it takes about 96 worlds, and ±0.25 points about 384 worlds"),
    ],
)
def test_what_a_precision_takes_grows_with_the_square_of_the_reach_in_whole_blocks(low, high, said):
    """64 worlds that reach 0.3 make 92 for 0.25; those that reach 0.6 make 92 for 0.5 and 369 for 0.25."""
    question, look = Question("median", 0.5), Look(64, 0.0, low, high)
    needed, finer = (looks._projected(question, look, precision) for precision in (0.5, 0.25))
    answer = Answer(question, (look,), (64,), look.reach <= 0.5, needed, finer)
    assert said in sentences(answer, "A", "B", Reader("en"))[1]


def test_blocks_are_drawn_one_after_another_until_it_is_settled():
    drawn = []

    def draw(block):
        drawn.append(block)
        return np.tile([0.0, 2.0], BLOCK // 2) if len(drawn) <= 4 else np.ones(BLOCK)

    answer = settle(Question("median", 0.5), draw, 1024)
    assert answer.planned == (64, 128, 256, 512, 1024) and [look.count for look in answer.looks] == [64, 128, 256]
    assert drawn == list(range(8))
    assert list(answer.to_frame()["settled"]) == [False, False, True]
    assert answer.needed == answer.finer == 256  # no fewer than were needed


@pytest.mark.parametrize(("total", "counts"), [(16, [2, 4, 8, 16]), (15, [3, 7, 15])])
def test_given_worlds_are_shown_as_they_grow(total, counts):
    question = Question("median", 1.0, looks=1)
    assert [look.count for look in given_worlds(question, np.ones(total)).looks] == counts


def test_too_few_worlds_leave_a_median_open():
    answer = settle(Question("median", 1.0, level=0.999999 - 0.001), lambda _: np.arange(BLOCK, dtype=float), BLOCK)
    assert answer.last.count == BLOCK and not answer.settled


@pytest.mark.parametrize("wrong", [("mean", 0.1), ("share", 0.0), ("share", 0.7), ("median", -1.0)])
def test_wrong_questions_are_refused(wrong):
    with pytest.raises(InputError):
        Question(*wrong)


def test_the_most_worlds_are_written_in_full():
    with pytest.raises(InputError, match="from 1 to 10,000,000"):
        settle(Question("share", 0.1), lambda _: np.ones(BLOCK), 10_000_001)


def test_a_sample_that_has_an_end_says_so_where_an_answer_takes_more():
    wide = given_worlds(Question("share", 0.05, looks=1), np.array([2.0, 0.0] * 50))
    assert wide.needed > 100
    assert "only 100 plausible worlds" in supply([wide], "plausible", 100, Reader("en"))[0]
    assert "bara 100 världar" in supply([wide], "all", 100, Reader("sv"))[0]
    assert supply([wide], "sampled", 100, Reader("en")) == supply([wide], "all", wide.finer, Reader("en")) == []


@pytest.mark.parametrize(("language", "word"), [("sv", "världar"), ("en", "worlds")])
def test_what_is_lacking_is_named_and_what_was_reached_is_not_asked_for_again(language, word):
    """Half of the worlds better: 5 percentage points are reached with 500, half of it is not; the median is known."""
    values = np.array([2.0, 0.0] * 250)
    share = given_worlds(Question("share", 0.05, looks=1), values)
    median = given_worlds(Question("median", 0.5, looks=1), np.linspace(1, 2, 500))
    assert share.settled and share.needed == 500 and share.finer > 500 > median.finer
    (lacking,) = supply([share, median], "plausible", 500, Reader(language))
    finer, known = (sentences(answer, "A", "B", Reader(language))[1] for answer in (share, median))
    half = {"sv": "±2,5 procentenheter", "en": "±2.5 percentage points"}[language]
    assert half in lacking and lacking.count("±") == 1
    assert finer.endswith(f"{Reader(language).number(share.finer)} {word}.")
    assert {"sv": "och ±0,25 poäng likaså", "en": "and so was ±0.25 points"}[language] in known


@pytest.mark.parametrize(("better", "band"), [(0.3, (20, 40)), (0.98, (88, 100))])
def test_the_band_lies_around_the_last_answer_and_panels_tell_what_they_ask(better, band):
    values = 2.0 * (np.arange(200) % 100 < 100 * better)
    asked = [Question("share", 0.1, looks=1), Question("median", 0.5, looks=1)]
    answers = {("a", "b", question): given_worlds(question, values) for question in asked}
    figure = draw_answers(answers, {"a": "A", "b": "B"}, Reader("en"))
    left, right = figure.axes
    (drawn,) = left.patches
    assert (drawn.get_y(), drawn.get_y() + drawn.get_height()) == pytest.approx(band)
    assert left.get_title(loc="left") != right.get_title(loc="left")


def answered() -> dict[tuple[str, str, Question], Answer]:
    """A share settled at the second of three looks, and a median whose first look had too few for an interval."""
    share, median = Question("share", 0.1), Question("median", 0.5, unit="worlds")
    shares = (Look(32, 0.25, 0.1, 0.5), Look(64, 0.375, 0.3, 0.45))
    medians = (Look(16, 2.5, -np.inf, np.inf), Look(48, 3.0, 1.5, 3.75))
    return {
        ("a", "b", share): Answer(share, shares, (32, 64, 128), True, 64, 224),
        ("a", "b", median): Answer(median, medians, (16, 48), False, 352, 1408),
    }


def test_what_is_drawn_are_the_looks_in_per_cent_and_points():
    table = series(answered())
    assert list(table["panel"]) == [0, 0, 0, 1, 1] and list(table["count"]) == [32, 64, 128, 16, 48]
    drawn = table[["estimate", "low", "high"]].to_numpy()
    assert drawn[[0, 1, 4]].tolist() == [[25, 10, 50], [37.5, 30, 45], [3, 1.5, 3.75]]
    assert np.isnan(drawn[[2, 3]]).all()
    bands = table.drop_duplicates("panel")[["band_low", "band_high", "precision"]].to_numpy()
    assert bands == pytest.approx(np.array([[27.5, 47.5, 10], [2.5, 3.5, 0.5]]))


def test_bars_and_points_stand_where_the_series_has_them():
    left, right = draw_answers(answered(), {"a": "A", "b": "B"}, Reader("en")).axes
    bars = [(line.get_xdata().tolist(), line.get_ydata().tolist()) for line in left.lines]
    assert bars == [([32, 32], [10, 50]), ([32], [25]), ([64, 64], [30, 45]), ([64], [37.5])]
    assert [line.get_ydata().tolist() for line in right.lines] == [[1.5, 3.75], [3.0]]
    assert left.get_xticks().tolist() == [32, 64, 128] and right.get_xticks().tolist() == [16, 48]


def test_without_an_interval_no_band_is_drawn():
    question = Question("median", 0.5)
    alone = Answer(question, (Look(4, 2.0, -np.inf, np.inf),), (4,), False, 0, 0)
    (axes,) = draw_answers({("a", "b", question): alone}, {"a": "A", "b": "B"}, Reader("en")).axes
    assert not axes.patches and not axes.lines
    assert series({("a", "b", question): alone})[["estimate", "band_low", "band_high"]].isna().all(axis=None)


def test_the_table_shows_the_last_look_and_what_it_took():
    share, median = table_series(answered()).to_dict("records")
    names = ("estimate", "low", "high", "count", "precision", "finer")
    assert [share[name] for name in names] == [0.375, 0.3, 0.45, 64, 0.1, 224] and share["settled"]
    assert [median[name] for name in names] == [3.0, 1.5, 3.75, 48, 0.5, 1408] and not median["settled"]


def test_answers_print_themselves_in_one_line():
    share, median = answered().values()
    assert repr(share) == "Answer(share: 0.375 (0.3 to 0.45) from 64 worlds, settled)"
    assert repr(median) == "Answer(median: 3 (1.5 to 3.75) from 48 worlds, open)"
    result = EnoughRuns(answered(), "own", 128, {})
    assert repr(result) == "EnoughRuns(2 answers, 1 of them settled, at most 128 worlds)"
    frame = result.to_frame()
    assert list(frame.columns[:2]) == ["course", "other"] and list(frame["worlds"]) == [32, 64, 16, 48]


def test_answers_are_worded_with_their_ends_in_order():
    share, median = (sentences(answer, "A", "B", Reader("en")) for answer in answered().values())
    assert share[0] == "“A” is at least 1 point better than “B” in 38% of worlds (30% to 45%)."
    assert median[0].endswith("“A” and “B” is typically 3.0 points (median; 1.5 points to 3.8 points).")


def test_the_table_of_answers_has_a_row_for_each():
    html = answers_table(EnoughRuns(answered(), "own", 128, {}), {"a": "A", "b": "B"}, Reader("en"))
    body = " ".join(re.sub(r"<[^>]+>", " ", html.split("<tbody>")[1]).split())
    assert body == (
        "“A” against “B” 38% 30% – 45% ±10 percentage points 64 224 "
        "“A” against “B” 3.0 points 1.5 points – 3.8 points ±0.5 points 48 1 408"
    )
    assert re.findall(r"<strong>(.*?)</strong>", html) == ["64"]


def test_a_reach_of_just_the_precision_is_enough():
    """Half of the differences are -0.5 and half 0.5: the interval of the median reaches 0.5 to either side."""
    answer = settle(Question("median", 0.5), lambda _: np.tile([-0.5, 0.5], BLOCK // 2), 1024)
    assert answer.settled and [look.count for look in answer.looks] == [64]
