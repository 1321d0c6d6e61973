"""What a reader must know about how plausible worlds came about."""

from __future__ import annotations

from collections.abc import Iterator

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.inputs.region import Region, load_region
from kraftsamling.model.worlds.plausible import FILTERED_ON, KEPT
from kraftsamling.model.worlds.worlds import PLAUSIBLE


def filter_notes(
    sample: str, worlds: int, region: Region, reader: Reader, *, overridden: bool = False
) -> Iterator[str]:
    """Yield the notes of a run on plausible worlds; nothing for any other sample.

    Args:
        sample: the name under which worlds were asked for; worlds: their number.
        overridden: whether parameters were given that the filter did not have.
    """
    if sample != PLAUSIBLE:
        return
    yield reader.say("sample.note", passed=reader.number(worlds), kept=reader.number(KEPT))
    if region.name != FILTERED_ON:
        yield reader.say("sample.note_elsewhere", region=load_region(FILTERED_ON).titles[reader.language])
    if overridden:
        yield reader.say("sample.note_parameters")
