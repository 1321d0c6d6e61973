"""What a finding is about: the region, the worlds, the seeds and the years that were run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from kraftsamling.analysis.words.filtered import worlds_said
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.inputs.region import Region


@dataclass(frozen=True)
class Subject:
    """What was run.

    Attributes:
        sample: the name under which worlds were asked for: "default", "all", "plausible", or "sampled" for a number.
        worlds: how many there are; seeds: per world; years: of a run.
    """

    region: Region
    sample: str
    worlds: int
    seeds: int
    years: int

    def size(self, reader: Reader) -> dict[str, Any]:
        """Return region, worlds, seeds and years as the subtitles of pages have them, and the number of worlds.

        The region is its title, or only its size where the reader is to see letters.
        """
        return {
            "region": replace(reader, region=self.region).region_title,
            "worlds": worlds_said(self.sample, self.worlds, reader),
            "number_of_worlds": self.worlds,
            "seeds": reader.say("report.seeds", count=reader.number(self.seeds)),
            "years": reader.in_years(self.years),
        }
