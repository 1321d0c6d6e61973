"""Hooks of the site: pages from the top of the repository, and a page for each file of it that a page links to.

A link stays as it works in the repository; here it is turned to where its target lies in the site.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[2]
TOP = {"README.md": "index.md", "CONTRIBUTING.md": "CONTRIBUTING.md", "CHANGELOG.md": "CHANGELOG.md"}
"""Pages at the top of the repository, and their names in the site."""
SHIM = Path(__file__).with_name("iframe-worker.js")
LINK = re.compile(r"(\]\()([^)\s#:]+)(?=[)#])")
SHOWN_AS = {".py": "python", ".yaml": "yaml", ".js": "javascript"}
"""Languages of source files; others are shown as plain text."""


def place(path: str) -> str:
    """Return where a file of the repository lies in the site; a source file has a page that shows it."""
    if path in TOP:
        return TOP[path]
    return path.removeprefix("docs/") if path.startswith("docs/") else f"source/{path}.md"


def origin(page: str) -> str:
    """Return the file of the repository that a page of the site is made from."""
    top = {name: path for path, name in TOP.items()}
    return top.get(page, f"docs/{page}")


def targets(path: str) -> list[str]:
    """Return the files of the repository that a page links to, by their paths from its top."""
    text = (ROOT / path).read_text(encoding="utf-8")
    return [posixpath.normpath(posixpath.join(posixpath.dirname(path), link[2])) for link in LINK.finditer(text)]


def source(path: str) -> str:
    """Return the page that shows a source file; the search leaves it out."""
    text = (ROOT / path).read_text(encoding="utf-8")
    language = SHOWN_AS.get(Path(path).suffix, "text")
    return f"---\nsearch: {{exclude: true}}\n---\n# {path}\n\n````{language}\n{text.rstrip()}\n````\n"


def on_files(files: Files, config: Any) -> Files:
    """Add the pages at the top, those of source files, and the script of the search."""
    files.append(File.generated(config, "assets/iframe-worker.js", abs_src_path=str(SHIM)))
    for path, name in TOP.items():
        files.append(File.generated(config, name, content=(ROOT / path).read_text(encoding="utf-8")))
    linked = {target for page in files.documentation_pages() for target in targets(origin(page.src_uri))}
    for path in sorted(linked):
        if not path.startswith("docs/") and path not in TOP and (ROOT / path).is_file():
            files.append(File.generated(config, place(path), content=source(path)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Turn each link to a file of the repository to its place in the site."""
    if page.file.src_uri.startswith("source/"):
        return markdown
    here = posixpath.dirname(origin(page.file.src_uri))

    def turned(link: re.Match[str]) -> str:
        target = place(posixpath.normpath(posixpath.join(here, link[2])))
        return link[1] + posixpath.relpath(target, posixpath.dirname(page.file.src_uri) or ".")

    return LINK.sub(turned, markdown)
