"""One page shell and one writer of figures, for every report: a page needs no network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matplotlib.figure import Figure

from kraftsamling.analysis.page.figure import REPORT, drawn
from kraftsamling.analysis.page.html import Markup, joined, listed, picture, tag
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.analysis.words.region import all_sentences

FIGURES = "figures"


@cache
def _css() -> str:
    return Path(__file__).with_name("report.css").read_text(encoding="utf-8")


def document(title: str, body: Iterable[Markup], reader: Reader) -> str:
    """Return a whole page with its style inside; `title` is the browser's."""
    head = joined(
        [
            Markup('<meta charset="utf-8">'),
            Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            tag("title", title),
            tag("style", Markup(_css())),
        ]
    )
    parts = f"{tag('head', head)}\n{tag('body', joined(body))}"
    return f'<!doctype html>\n<html lang="{reader.language}">\n{parts}\n</html>\n'


def header(title: str, subtitle: str) -> Markup:
    """Return the heading of a page."""
    return tag("header", tag("h1", title), tag("p", subtitle, class_="subtitle"))


def footer(line: str) -> Markup:
    """Return the last line of a page."""
    return tag("footer", tag("p", line))


def examination(top: Markup, parts: Iterable[Markup], last: Sequence[Markup], reader: Reader) -> list[Markup]:
    """Return the body of a page that examines the model: its heading, its parts, how the region's file was read.

    Args:
        last: the footer, where there is one.
    """
    return [top, tag("main", joined([*parts, *_region_part(reader)])), *last]


def _region_part(reader: Reader) -> list[Markup]:
    """Return how the file of an own region was read; nothing of a built-in one."""
    lines = all_sentences(reader.region, reader) if reader.region else []
    return [tag("section", tag("h2", reader.say("region.read")), listed(lines), id="region")] if lines else []


@dataclass(frozen=True)
class Page:
    """The page of an experiment that examines the model."""

    title: str
    subtitle: str
    question: str
    intro: str
    reader: Reader

    def write(self, folder: Path, parts: Sequence[Markup], tables: Sequence[str]) -> None:
        """Write report.html with these parts; `tables` are the files in which all figures stand."""
        lead = [tag("p", self.question, class_="question"), tag("p", self.intro, class_="caveat")]
        last = footer(self.reader.say("page.files", names=self.reader.listing(tables)))
        body = examination(header(self.title, self.subtitle), [*lead, *parts], [last], self.reader)
        (folder / REPORT).write_text(document(self.title, body, self.reader), encoding="utf-8")


def write_figure(folder: Path, name: str, draw: Callable[[], Figure], alt: str, caption: str | None = None) -> Markup:
    """Write figures/NAME.png and .svg into `folder`; return the figure as HTML, nothing where it cannot be drawn.

    Args:
        draw: draws it, in the common look.
        alt: what the picture shows, for those who do not see it; also the caption where none is given.
    """
    pictures = drawn(name, draw)
    if pictures is None:
        return Markup("")
    png, svg = pictures
    place = folder / FIGURES
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{name}.png").write_bytes(png)
    (place / f"{name}.svg").write_bytes(svg)
    return picture(svg, alt, alt if caption is None else caption)
