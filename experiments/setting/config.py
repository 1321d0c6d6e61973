# ruff: noqa: RUF009 (the calls declare fields, they make no shared default)
"""The setting of a run: defaults, an experiment file and the command line, composed by Hydra into one `Config`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from itertools import islice
from math import prod
from pathlib import Path
from typing import Any

from hydra import compose, initialize
from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.config_store import ConfigStore
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import HydraException
from omegaconf import MISSING, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from kraftsamling.model.errors import InputError, check_keys, is_line, nearest, one_line
from kraftsamling.model.inputs.reader import Place, check_titles
from kraftsamling.model.limits import LIMITS, check_count
from kraftsamling.model.paths import built_in, conf_folder
from kraftsamling.model.terms import TERMS
from kraftsamling.model.yaml_file import read_yaml

TEXT, TEXTS, NUMBERS, OTHER = "text", "texts", "numbers", "other"
"""How a value is read: as it stands (a path may hold anything), between commas, or as Hydra's grammar has it."""
FROM_FILE = "from_file"
"""Name under which Hydra stores the user's own experiment file."""


def _option(default: Any, allowed: str, kind: str = OTHER) -> Any:
    """Declare an option: its default, what it allows in one line, and how its value is read."""
    metadata = {"allowed": allowed, "kind": kind}
    if isinstance(default, list | dict):
        return field(default_factory=default.copy, metadata=metadata)
    return field(default=default, metadata=metadata)


def _term(name: str) -> Any:
    """Declare a term of the run as `Terms` has it."""
    term = TERMS[name]
    kind = TEXT if "options" in term.metadata else TEXTS if "load" in term.metadata else OTHER
    default = list(term.default) if isinstance(term.default, tuple) else term.default
    return _option(default, term.metadata["allowed"], kind)


def _texts(name: str) -> Any:
    """Declare a text in each language."""
    return field(default_factory=Titles, metadata={"allowed": f"{name}.sv=... and {name}.en=...", "kind": TEXT})


@dataclass
class Titles:
    """One text in each language."""

    sv: str = ""
    en: str = ""


@dataclass
class Config:
    """Every option of a run; what is not here is refused."""

    experiment: str = _option(MISSING, "a name (see `kraftsamling list experiments`) or a YAML file", TEXT)
    region: str = _option("goteborgsregionen", "a name (see `kraftsamling list regions`) or a CSV file", TEXT)
    strategies: list[Any] = _option([], "names or YAML files: level_1,level_2 or [level_1,my.yaml]", TEXTS)
    reference: str = _option("", "one of the strategies: what differences are taken to", TEXT)
    targeting: list[str] = _option([], "targeting policies under which each strategy is run; none: its own", TEXTS)
    scenario: Any = _option("calm", "names or YAML files, as for strategies", TEXTS)
    parameters: dict[str, Any] = _option({}, "parameters.NAME=VALUE (see `kraftsamling list parameters`)")
    worlds: Any = _option(
        "plausible", "plausible (worlds not ruled out), all (unfiltered), default (one world), or a number to sample"
    )
    seeds: Any = _option(3, "a number (that many, from 0) or a list: [1,5]", NUMBERS)
    years: int = _term("years")
    budget: str = _option("both", "both, own (each course at its own cost) or equal (the same SEK a year)", TEXT)
    funding: str = _term("funding")
    decisions: Any = _term("decisions")
    smallest_difference: float = _option(1.0, "capacity points from 0 to 100 below which courses tie")
    enough_points: float = _option(5.0, "capacity points from -100 to 100 that make a world satisfactory (robustness)")
    precision: dict[str, Any] = _option(
        {},
        "precision.share=0.02 (a share) and precision.median=0.25 (points): what enough_runs asks, and how finely",
    )
    municipality: str = _option("", "name or code of one that experiment=why tells about beside the region", TEXT)
    language: str = _option("sv", "sv or en", TEXT)
    anonymous: bool = _option(False, "true (letters instead of municipalities' names) or false")
    report: bool = _option(True, "true or false (tables only)")
    output: str | None = _option(
        None,
        "a folder, replaced whole; default: outputs/EXPERIMENT-REGION, with a number where another setting lies",
        TEXT,
    )
    overwrite: bool = _option(False, "true (the default folder is replaced whatever its setting) or false")
    run: str | None = _option(None, "run.json of an earlier run, to be run again as it was", TEXT)
    kind: str = _option("compare", "compare, or an examination of the model: see the experiment files", TEXT)
    title: Titles = _texts("title")
    question: Titles = _texts("question")


OPTIONS = {option.name: option.metadata for option in fields(Config)}
OPEN = ("parameters", "precision")
"""Options whose values have names of their own: OPTION.NAME=VALUE."""
OF_EXAMINATIONS = ("enough_points", "precision", "municipality")
"""Options that only examinations use."""
EXPERIMENT_KEYS = tuple(name for name in OPTIONS if name not in ("experiment", "output", "overwrite", "run"))
"""What an experiment file may set."""
SHOWN = ("output", "overwrite", "language", "anonymous", "report", "title", "question")
"""Options that decide no number."""


def experiment_files() -> dict[str, Path]:
    """Return the built-in experiment files by name."""
    return built_in("experiment", ".yaml")


def read_experiment(path: Path) -> dict[str, Any]:
    """Return what an experiment file sets.

    Raises:
        InputError: not YAML, an unknown key, or no strategies.
    """
    content = read_yaml(path)
    check_keys(content, EXPERIMENT_KEYS, str(path))
    if content.get("kind", "compare") == "compare" and not content.get("strategies"):
        raise InputError(f"{path}: strategies: missing; allowed: {OPTIONS['strategies']['allowed']}")
    for name in ("title", "question"):
        check_titles(content.get(name, {}), Place(str(path), name))
    try:
        OmegaConf.merge(OmegaConf.structured(Config), content)
    except OmegaConfBaseException as error:
        name = str(error.full_key).split(".")[0].split("[")[0]
        allowed = OPTIONS[name]["allowed"] if name in OPTIONS else str(error).splitlines()[0]
        raise InputError(f"{path}: {error.full_key}: {content.get(name)!r}; allowed: {allowed}") from None
    return content


def compose_config(overrides: Sequence[str]) -> Config:
    """Compose the setting of one run from overrides as `rewritten` gives them.

    Raises:
        InputError: an unknown option, a value of the wrong kind, or no such experiment.
    """
    _store()
    try:
        with initialize(version_base="1.3", config_path=None):
            composed = compose("config", list(overrides))
        strict = OmegaConf.merge(OmegaConf.structured(Config), OmegaConf.to_container(composed))
        return OmegaConf.to_object(strict)  # type: ignore[return-value]
    except (HydraException, OmegaConfBaseException) as error:
        raise _explained(error) from None


def rewritten(arguments: Sequence[str], *, sweep: bool = False) -> list[str]:
    """Return `option=value` arguments in Hydra's grammar, paths quoted and `parameters.NAME` open to any name.

    Raises:
        InputError: an argument without "=", an unknown option, or an experiment file that cannot be read.
    """
    names = [_split(argument)[0] for argument in arguments]
    if twice := next((name for place, name in enumerate(names) if name in names[:place]), None):
        raise InputError(f"command line: {twice} is given twice; allowed: once")
    overrides = [_rewritten(*_split(argument), sweep=sweep) for argument in arguments]
    for argument, override in zip(arguments, overrides, strict=True):
        try:
            OverridesParser.create().parse_override(override)
        except HydraException:
            allowed = OPTIONS[_split(argument)[0].split(".")[0]]["allowed"]
            raise InputError(f"{argument}: cannot be read; allowed: {allowed}") from None
    return overrides


def checked_words(words: Sequence[str]) -> list[str]:
    """Return the words of a command line.

    Raises:
        InputError: one is too long, or no text: a file name in another encoding, or with signs that steer a terminal.
    """
    for word in words:
        check_count(len(word), "word", f"command line: characters of {one_line(word, 60)!r}")
        if not is_line(word):
            raise InputError(f"command line: {one_line(word, 120)!r} is no text in UTF-8; allowed: another name")
    return list(words)


def given_options(arguments: Sequence[str]) -> set[str]:
    """Return the options that the arguments name, without what follows a dot."""
    return {_split(argument)[0].split(".")[0] for argument in arguments}


def sweep_jobs(overrides: Sequence[str]) -> list[list[str]]:
    """Return the overrides of each run of a sweep: every combination of the values between commas."""
    try:
        parsed = OverridesParser.create().parse_overrides(list(overrides))
        sweeps = (override for override in parsed if override.is_sweep_override())
        values = (list(islice(override.sweep_iterator(), LIMITS["jobs"].most + 1)) for override in sweeps)
        check_count(prod(map(len, values)), "jobs", "command line: runs")
        return [list(job) for batch in BasicSweeper.split_arguments(parsed, None) for job in batch]
    except HydraException as error:
        raise _explained(error) from None


def _split(argument: str) -> tuple[str, str]:
    name, equals, value = argument.partition("=")
    name = name.lstrip("+")
    if not equals:
        fault = "has no value" if name in OPTIONS else "is neither `list` nor OPTION=VALUE"
        raise InputError(f"command line: {argument!r} {fault}; {nearest(name.lstrip('~'), ('list', *OPTIONS))}")
    check_keys([name.split(".")[0]], OPTIONS, "command line")
    if re.search(r"[^\w.]", name):
        raise InputError(f"command line: {name!r} is no option; allowed: letters, digits, _ and dots")
    return name, value


def _rewritten(name: str, value: str, *, sweep: bool) -> str:
    top = name.split(".")[0]
    if top in OPEN:
        return f"++{name}={value}"
    return f"{name}={value if value == 'null' else _read_as(OPTIONS[top]['kind'], name, value, sweep=sweep)}"


def _read_as(kind: str, name: str, value: str, *, sweep: bool) -> str:
    """Return the value in Hydra's grammar; in a sweep, commas part runs and brackets are left alone."""
    if kind == TEXT and not sweep:
        return _quoted(_experiment(value) if name == "experiment" else value)
    bracketed = value.startswith("[") and value.endswith("]")
    inside = value[1:-1] if bracketed else value
    if kind in (TEXT, TEXTS) and not (bracketed and sweep) and "{" not in value:
        entries = [_quoted(entry.strip()) for entry in inside.split(",")] if inside.strip() else []
        if "''" in entries:
            raise InputError(f"{name}={value}: an entry is blank; allowed: {OPTIONS[name.split('.')[0]]['allowed']}")
        if not sweep:
            return f"[{','.join(entries)}]"
        return ",".join(entries if kind == TEXT else [f"[{entry}]" for entry in entries])
    return f"[{value}]" if kind == NUMBERS and "," in value and not bracketed and not sweep else value


def _quoted(value: str) -> str:
    """Return a text between the quotes of Hydra's grammar, whatever it holds."""
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        value = value[1:-1]
    escaped = re.sub(r"(\\*)('|$)", lambda found: found[1] * 2 + ("\\'" if found[2] else ""), value)
    return f"'{escaped}'"


def _experiment(value: str) -> str:
    """Return the name of an experiment; a file of the user's own is made known first."""
    if not value.strip("'\"").lower().endswith((".yaml", ".yml")):
        return value
    path = Path(value.strip("'\""))
    _store_experiment(FROM_FILE, path)
    return FROM_FILE


def _store_experiment(name: str, path: Path) -> None:
    node = {**read_experiment(path), "experiment": path.stem}
    ConfigStore.instance().store(group="experiment", name=name, package="_global_", node=node)


@cache
def _store() -> None:
    """Make the schema, the defaults and the built-in experiments known to Hydra."""
    store = ConfigStore.instance()
    store.store(name="schema", node=Config)
    store.store(name="config", node=read_yaml(conf_folder() / "config.yaml"))
    for name, path in experiment_files().items():
        _store_experiment(name, path)


def _explained(error: Exception) -> InputError:
    """Return Hydra's error as one line that says what is allowed."""
    text = " ".join(str(error).split())
    missing = re.search(r"Could not find 'experiment/(.*?)'", text)
    if missing:
        name = missing[1]
        return InputError(f"experiment: no experiment is named {name!r}; {nearest(name, experiment_files())}")
    override = re.search(r"Error merging override (\+*([\w]+).*)", text)
    if override and override[2] in OPTIONS:
        return InputError(f"{override[1].lstrip('+')}: not allowed; allowed: {OPTIONS[override[2]]['allowed']}")
    first = str(error).splitlines()[0] if str(error) else type(error).__name__
    return InputError(f"command line: {first.strip()}; see `kraftsamling --help`")


def setting_of(config: Config) -> dict[str, Any]:
    """Return every option that decides numbers, as plain values."""
    values = OmegaConf.to_container(OmegaConf.structured(config))
    assert isinstance(values, dict)
    return {str(name): value for name, value in values.items() if name not in SHOWN}


def options_text() -> Iterator[str]:
    """Yield one line of help per option."""
    width = max(map(len, OPTIONS))
    for name, option in OPTIONS.items():
        yield f"  {name:<{width}}  {option['allowed']}"
