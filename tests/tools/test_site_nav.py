"""Every page of the documentation stands in the site's list of contents, once."""

from collections import Counter

import yaml

from kraftsamling.model.paths import ROOT


def listed(part) -> list[str]:
    """Pages of a part of the contents, in order."""
    if isinstance(part, str):
        return [part]
    return [page for entry in (part.values() if isinstance(part, dict) else part) for page in listed(entry)]


def test_every_page_stands_in_the_contents_once():
    contents = yaml.safe_load((ROOT / "tools" / "site" / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    docs = ROOT / "docs"
    found = (path.relative_to(docs).as_posix() for path in docs.rglob("*.md"))
    pages = {page for page in found if not page.startswith("example/")}  # a report, linked as it was written
    assert Counter(listed(contents)) == Counter(pages | {"index.md", "CONTRIBUTING.md", "CHANGELOG.md"})
