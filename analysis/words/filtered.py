"""What a reader must know about the worlds of a run: how plausible ones came about, and which the default one is."""

from __future__ import annotations

from collections.abc import Iterator

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.inputs.region import Region, load_region
from kraftsamling.model.worlds.plausible import FILTERED_ON, KEPT
from kraftsamling.model.worlds.standing import default_standing
from kraftsamling.model.worlds.worlds import DEFAULT, PLAUSIBLE


def filter_notes(
    sample: str, worlds: int, region: Region, reader: Reader, *, overridden: bool = False
) -> Iterator[str]:
    """Yield the notes of a run on plausible worlds or on the default one; nothing for any other sample.

    Args:
        sample: the name under which worlds were asked for; worlds: their number.
        overridden: whether parameters were given that the filter did not have.
    """
    if sample == DEFAULT and not overridden:
        yield from default_note(reader)
    if sample != PLAUSIBLE:
        return
    yield reader.say("sample.note", passed=reader.number(worlds), kept=reader.number(KEPT))
    if region.name != FILTERED_ON:
        yield reader.say("sample.note_elsewhere", region=load_region(FILTERED_ON).titles[reader.language])
    if overridden:
        yield reader.say("sample.note_parameters")


def default_note(reader: Reader) -> Iterator[str]:
    """Yield which world the default one is and where its gain lies among the plausible ones; nothing if not known."""
    standing = default_standing()
    if standing is not None:
        yield reader.say(
            "sample.note_one",
            world=standing.world,
            worlds=reader.number(standing.worlds),
            gain=reader.points(standing.gain),
            median=reader.number(standing.median, 1),
            below=reader.percent(standing.below),
            region=load_region(FILTERED_ON).titles[reader.language],
        )


def worlds_said(sample: str, count: int, reader: Reader, *, overridden: bool = False) -> str:
    """Return which worlds a run is in: how many, filtered or not; of the default world, as it is, which one it is."""
    standing = default_standing() if sample == DEFAULT and not overridden else None
    if standing is None:
        return reader.say(f"sample.{sample}", count=reader.number(count))
    return reader.say("sample.default_known", world=standing.world, below=reader.percent(standing.below))
