"""YAML files of settings: read as text first, with limits on what they may hold, and refused in one line."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from kraftsamling.model.errors import InputError
from kraftsamling.model.limits import LIMITS, check_count, content


class _Loader(yaml.SafeLoader):
    """YAML without two traps: a repeated key is refused, and 0114 (a municipality code) is text, not octal."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value!r} is repeated", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_WHOLE = "tag:yaml.org,2002:int"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != _WHOLE]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_WHOLE, re.compile(r"^[-+]?(0|[1-9][0-9]*)$"), list("-+0123456789"))


def load_yaml(text: str) -> Any:
    """Return the content of a YAML text; codes such as 0114 stay text.

    Raises:
        yaml.YAMLError: not YAML, or a key is repeated; ValueError, RecursionError: values that YAML cannot hold.
    """
    return deepcopy(_parsed(text))


@lru_cache(maxsize=64)
def _parsed(text: str) -> Any:
    """Content of a YAML text, kept: to parse the built-in files anew would be a fourth of a single run's time."""
    return yaml.load(text, Loader=_Loader)


def read_yaml(path: Path) -> dict[str, Any]:
    """Return the keys and values of a YAML file.

    Raises:
        InputError: the file is missing, not UTF-8 text, not YAML, or holds no keys.
    """
    keys = read_content(path)
    if not isinstance(keys, dict):
        raise InputError(f"{path}: holds no keys; allowed: keys with values")
    return keys


def read_content(path: Path) -> Any:
    """Return what a YAML file holds, whatever that is.

    Raises:
        InputError: the file is missing, too large, not UTF-8 text, or not YAML.
    """
    try:
        text = content(path, "settings").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path}: not a text file in UTF-8") from None
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from None
    return yaml_content(path, text)


def yaml_content(path: Path, text: str) -> Any:
    """Return what a YAML text holds; `path` is where it comes from.

    Raises:
        InputError: it is not YAML.
    """
    try:
        loaded = load_yaml(text)
        check_count(_values(loaded, {}), "values", f"{path}: values")
        return loaded
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        row = f" row {mark.line + 1}:" if mark else ""
        raise InputError(f"{path}:{row} not YAML: {error.problem}; allowed: lines of 'key: value'") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        problem = str(error).splitlines()[0]
        raise InputError(f"{path}: not YAML: {problem}; allowed: lines of 'key: value'") from None


def _values(held: Any, known: dict[int, int]) -> int:
    """Return how many values there are; what an alias stands for counts each time, as it would be shown."""
    if not isinstance(held, list | dict):
        return 1
    if id(held) not in known:
        known[id(held)] = LIMITS["values"].most  # of one that holds itself
        inner = [*held, *held.values()] if isinstance(held, dict) else held
        known[id(held)] = 1 + sum(_values(each, known) for each in inner)
    return known[id(held)]
