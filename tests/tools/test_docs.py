"""The documentation: current, complete, and true where a machine can tell."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

import kraftsamling
from kraftsamling.model.engine import schedule as quarter
from kraftsamling.model.engine.state import VARIABLES
from kraftsamling.model.errors import InputError
from kraftsamling.model.explain import mechanisms_in
from kraftsamling.model.inputs.parameters import groups, parameters
from kraftsamling.model.results.measures import MUNICIPAL, REGIONAL
from tools import docs, docs_parts

ROOT = docs.ROOT
HAND_WRITTEN = ("README.md", "CHANGELOG.md", "docs/ODD.md", "docs/tutorial.md")
ALL = (*HAND_WRITTEN, "CONTRIBUTING.md", "docs/architecture.md", "docs/parameters.md", "docs/mechanisms.md")
ROOTS = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")
PAGES = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "docs").glob("*.md"))]
DECISIONS = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
LINK = re.compile(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)"></a>', text))


def blocks(name: str) -> str:
    return "\n".join(re.findall(r"```python\n(.*?)```", read(name), re.DOTALL))


@pytest.fixture
def copy(tmp_path, monkeypatch) -> Path:
    """A copy of the documentation, to be made stale."""
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copytree(ROOT / "model", tmp_path / "model", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "README.md", tmp_path)
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    monkeypatch.setattr(docs, "DOCS", tmp_path / "docs")
    return tmp_path


STALE = ("README.md", "docs/ODD.md", "docs/mechanisms.md", "docs/parameters.md")


@pytest.mark.slow
def test_stale_pages_are_named_and_then_mended(copy, capsys):
    docs.main([])
    good = {name: (copy / name).read_text(encoding="utf-8") for name in STALE}
    for name, content in good.items():
        part = found.group() if (found := docs.BLOCK.search(content)) else content
        row = next(line for line in reversed(part.splitlines()) if line.startswith("| "))
        (copy / name).write_text(content.replace(row, "| stale |"), encoding="utf-8")
    capsys.readouterr()
    assert docs.main(["--check"]) == 1
    assert sorted(capsys.readouterr().err.splitlines()) == [f"{name}: stale; run `make docs`" for name in STALE]
    assert docs.main([]) == 0
    assert {name: (copy / name).read_text(encoding="utf-8") for name in STALE} == good


def test_an_unknown_part_is_refused(copy, capsys):
    path = copy / "docs" / "ODD.md"
    path.write_text(path.read_text(encoding="utf-8") + "<!-- generated: weather -->\n<!-- end -->\n", encoding="utf-8")
    assert docs.main([]) == 1
    assert "unknown part 'weather'" in capsys.readouterr().err


def test_a_part_that_no_page_shows_is_refused(copy):
    path = copy / "docs" / "ODD.md"
    path.write_text(path.read_text(encoding="utf-8").replace("generated: shocks", "shocks"), encoding="utf-8")
    with pytest.raises(InputError, match="no part 'shocks'"):
        docs.pages()


def test_a_mechanism_without_a_gist_is_refused(copy, capsys):
    (copy / "model" / "extra.py").write_text('"""Cites M999."""\n', encoding="utf-8")
    assert docs.main(["--check"]) == 1
    assert (
        capsys.readouterr().err
        == "model/data/texts/mechanisms.yaml: mechanism: no text for M999, cited in model/extra.py\n"
    )


def test_spans_of_mechanisms_are_read():
    assert mechanisms_in("M03-M05, M118e and M07") == ["M03", "M04", "M05", "M07", "M118e"]
    assert mechanisms_in("M03-M05, M07", spans=False) == ["M07"]


def test_every_parameter_is_in_the_book_with_its_use():
    rows = {line.split(" | ")[0].strip("| `"): line for line in read("docs/parameters.md").splitlines()}
    for name in parameters():
        assert rows[name].rstrip(" |").rpartition(" | ")[2], f"{name}: nobody uses it"


def test_every_variable_measure_group_and_rule_is_in_the_odd():
    page = read("docs/ODD.md")
    wanted = [f"| `{name}` |" for name in (*VARIABLES, *REGIONAL, *MUNICIPAL)] + [
        f"`switch_{name}`" for name in groups()
    ]
    wanted += [
        f"[{rule.function.__name__}]({docs_parts.file_of(rule.function)})"
        for step in (*quarter.START, *quarter.QUARTER)
        for rule in step.rules
    ]
    wanted += [f"| `{f.__name__}` |" for module in docs_parts.rule_modules() for f in docs_parts.functions_of(module)]
    assert [text for text in wanted if text not in page] == []


def test_every_stock_is_read_by_a_rule():
    readers = docs_parts.readers()
    assert [v.name for v in VARIABLES.values() if v.kind in ("stock", "trait") and not readers[v.name]] == []


def test_every_step_and_file_of_rules_has_its_section():
    slugs = anchors(read("docs/ODD.md"))
    names = [module.__name__.rpartition(".")[2] for module in docs_parts.rule_modules()]
    assert [name for name in names if name.replace("_", "-") not in slugs] == []


def test_the_odd_has_its_elements_and_concepts():
    page = read("docs/ODD.md")
    assert re.findall(r"^## (\d)\. ", page, re.MULTILINE) == list("1234567")
    concepts = (
        "Basic principles",
        "Emergence",
        "Adaptation",
        "Objectives",
        "Learning",
        "Prediction",
        "Sensing",
        "Interaction",
        "Stochasticity",
        "Collectives",
        "Observation",
    )
    assert [page.index(f"**{concept}.**") for concept in concepts] == sorted(
        page.index(f"**{concept}.**") for concept in concepts
    )


def test_names_set_as_code_in_the_odd_exist():
    known = set(VARIABLES) | set(parameters()) | docs_parts.names_of_settings() | docs_parts.names_of_constants()
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "model").rglob("*.py")))
    prose = docs.BLOCK.sub("", read("docs/ODD.md"))
    named = {name.removesuffix("()") for name in re.findall(r"`([a-z]+(?:_[a-z0-9]+)+(?:\(\))?)`", prose)}
    gone = {
        name
        for name in named - known
        if not re.search(rf"\b{name.removeprefix('switch_')}\b", source)
        and name.removeprefix("switch_") not in groups()
    }
    assert named and not gone


def test_every_cited_mechanism_is_listed():
    listed = anchors(read("docs/mechanisms.md"))
    cited = [name for page in HAND_WRITTEN for name in mechanisms_in(read(page))]
    for text in docs.sources_of_model().values():
        cited += mechanisms_in(text)
    assert cited and [name for name in cited if name.lower() not in listed] == []


@pytest.mark.parametrize("name", [*ROOTS, *PAGES, *DECISIONS])
def test_links_lead_somewhere(name):
    for link in LINK.findall(read(name)):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        assert target.exists(), f"{name}: {link}"
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), f"{name}: {link}"


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_linked_from_the_readme(name):
    assert name in LINK.findall(read("README.md"))


@pytest.mark.parametrize("name", [name for name in DECISIONS if not name.endswith("index.md")])
def test_every_decision_is_listed_and_says_why(name):
    assert Path(name).name in LINK.findall(read("docs/decisions/index.md"))
    assert re.findall(r"^## (.+)$", read(name), re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert len(read(name).splitlines()) <= 40


@pytest.mark.parametrize("name", ALL)
def test_no_absolute_paths(name):
    assert not re.findall(r"(?<![\w.:/])/(?:work|tmp|home|root|usr|Users)\b|[A-Z]:\\", read(name))


@pytest.mark.parametrize("name", ("README.md", "docs/tutorial.md", "docs/sweeps.md"))
def test_python_blocks_run(name, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(compile(blocks(name), name, "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out


def test_the_reference_shows_every_name_of_the_face():
    shown = re.findall(
        r"^::: kraftsamling\.(?:model|experiments\.sweep\.face)\.(\w+)$", read("docs/reference.md"), re.MULTILINE
    )
    assert sorted(shown) == sorted({*kraftsamling.__all__} - {"__version__"})


def test_targets_that_pages_and_hooks_name_are_in_the_makefile():
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    pages = "".join(read(name) for name in ("README.md", "CONTRIBUTING.md", "docs/architecture.md", *DECISIONS))
    named = re.findall(r"(?:^|`)make ([a-z-]+)", pages + read(".pre-commit-config.yaml"), re.MULTILINE)
    assert len(named) > 20 and set(named) <= targets


def test_hooks_are_local_and_check_layout_lint_types_and_documentation():
    (source,) = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    assert source["repo"] == "local"
    entries = [hook["entry"].removeprefix(".venv/bin/").split() for hook in source["hooks"]]
    words = [[word for word in entry if word != "." and not word.startswith("-")] for entry in entries]
    layout, docs_current = [["ruff", "check"], ["ruff", "format"]], [["python", "tools.docs"]]
    assert words == [*layout, ["make", "types"], *docs_current, ["make", "lint-page"]]


def test_commands_in_the_readme_are_understood(tmp_path, monkeypatch):
    from kraftsamling.experiments.setting.config import compose_config, rewritten

    commands = re.findall(r"^kraftsamling((?: [\w.]+=\S+)*)(?:  .*)?$", read("README.md"), re.MULTILINE)
    assert len(commands) > 5
    for command in commands:
        compose_config(rewritten(command.split()))
