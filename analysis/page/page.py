"""One page that needs no network, for an experiment that examines the model; and a figure on disk and in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from matplotlib.figure import Figure

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.analysis.page.figure import saved, style
from kraftsamling.analysis.page.html import Markup, joined, picture, tag
from kraftsamling.analysis.words.reader import listing
from kraftsamling.model.texts import text


@dataclass(frozen=True)
class Page:
    """One page that needs no network."""

    title: str
    subtitle: str
    question: str
    intro: str
    reader: Reader

    def write(self, folder: Path, parts: Sequence[Markup], tables: Sequence[str]) -> None:
        """Write report.html with these parts; `tables` are the files in which all figures stand."""
        css = Markup((files("kraftsamling.analysis.page") / "report.css").read_text(encoding="utf-8"))
        head = joined(
            [
                Markup('<meta charset="utf-8">'),
                Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
                tag("title", self.title),
                tag("style", css),
            ]
        )
        header = tag("header", tag("h1", self.title), tag("p", self.subtitle, class_="subtitle"))
        lead = [tag("p", self.question, class_="question"), tag("p", self.intro, class_="caveat")]
        names = self.reader.listing(tables)
        footer = tag("footer", tag("p", self.reader.say("page.files", names=names)))
        body = joined([header, tag("main", joined([*lead, *parts])), footer])
        page = f'<!doctype html>\n<html lang="{self.reader}">\n{tag("head", head)}\n{tag("body", body)}\n</html>\n'
        (folder / "report.html").write_text(page, encoding="utf-8")


def write_figure(folder: Path, name: str, figure: Figure, caption: str) -> Markup:
    """Write figures/NAME.png and .svg; return the figure as HTML."""
    place = folder / "figures"
    place.mkdir(exist_ok=True)
    with style():
        png, svg = saved(figure)
    (place / f"{name}.png").write_bytes(png)
    (place / f"{name}.svg").write_bytes(svg)
    return picture(svg, caption, caption)
