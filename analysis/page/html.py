"""Small pieces of HTML: everything that comes from outside is escaped here and nowhere else."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


@dataclass(frozen=True)
class Cell:
    """One cell of a table: what is shown, a second smaller line, whether it is stressed, and whether it may break."""

    shown: str
    below: str = ""
    strong: bool = False
    words: bool = False


@dataclass(frozen=True)
class Head:
    """One heading of a column and the number of columns it spans."""

    shown: str
    span: int = 1


def tag(name: str, *content: str, **attributes: str) -> Markup:
    """Return an element; content that is not `Markup` is escaped. A trailing underscore is dropped: `class_`."""
    given = "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items())
    inner = "".join(part if isinstance(part, Markup) else escape(part) for part in content)
    return Markup(f"<{name}{given}>{inner}</{name}>")


def joined(parts: Iterable[str]) -> Markup:
    """Return pieces one after another."""
    return Markup("\n".join(part if isinstance(part, Markup) else escape(part) for part in parts))


def listed(items: Iterable[str]) -> Markup:
    """Return a bulleted list."""
    return tag("ul", joined(tag("li", item) for item in items))


def scrolling(content: Markup, label: str) -> Markup:
    """Return content that scrolls sideways by itself where the screen is narrow, reachable from the keyboard."""
    return tag("div", content, class_="scroll", role="region", aria_label=label, tabindex="0")


def table(caption: str, heads: Sequence[Sequence[Head]], rows: Iterable[Sequence[Cell]], label: str) -> Markup:
    """Return a table whose first column names the rows; `heads` are one or two rows of headings."""
    top = joined(tag("tr", joined(_head(head) for head in row)) for row in heads)
    body = joined(tag("tr", tag("th", row[0].shown, scope="row"), joined(map(_cell, row[1:]))) for row in rows)
    content = joined([tag("caption", tag("span", caption)), tag("thead", top), tag("tbody", body)])
    return scrolling(tag("table", content), label)


def _head(head: Head) -> Markup:
    if not head.shown:
        return tag("td")
    if head.span == 1:
        return tag("th", head.shown, scope="col")
    return tag("th", head.shown, scope="colgroup", colspan=str(head.span))


def _cell(cell: Cell) -> Markup:
    shown = tag("strong", cell.shown) if cell.strong else cell.shown
    below = tag("span", cell.below, class_="range") if cell.below else Markup("")
    return tag("td", shown, below, **({"class_": "words"} if cell.words else {}))


def picture(svg: bytes, alt: str, caption: str) -> Markup:
    """Return a figure with the drawing inside the page, so that nothing is fetched."""
    source = f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"
    image = Markup(f'<img src="{source}" alt="{escape(alt)}">')
    return tag("figure", scrolling(image, alt), tag("figcaption", caption))
