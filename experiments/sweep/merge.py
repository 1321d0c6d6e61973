"""Sweeps made apart become one: the rows of all of them, and what any of them has finished."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from kraftsamling.experiments.sweep.design.identity import computes, course_keys, world_keys
from kraftsamling.experiments.sweep.design.options import Form
from kraftsamling.experiments.sweep.design.rows import Rows
from kraftsamling.experiments.sweep.store import Store, is_whole
from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.parameters import parameters


def merged(store: Store, folders: Sequence[Path]) -> tuple[Rows, Form]:
    """Return the rows of a sweep (where there is one) and of others, and what all of them keep of a row.

    Raises:
        InputError: no sweep, one of another model, or one that keeps something else.
    """
    model = computes()
    others = [Store(folder) for folder in folders]
    stores = [store, *others] if store.exists else others
    loaded = [each.load(model) for each in stores]
    forms = [form for _, form in loaded]
    for each, form in zip(stores, forms, strict=True):
        if each.record()["model"] != model:
            raise InputError(f"merge: {str(each.folder)!r} was made with a model that computes other numbers")
        if form != forms[0]:
            allowed = "allowed: sweeps with the same measures, record and float32"
            raise InputError(f"merge: {str(each.folder)!r} keeps something else of a row; {allowed}")
    return union([rows for rows, _ in loaded]), forms[0]


def take_files(store: Store, folders: Sequence[Path]) -> None:
    """Copy what others have finished, damaged files left out."""
    for folder in folders:
        for path in Store(folder).files():
            if is_whole(path):
                store.add(path.read_bytes())


def union(parts: Sequence[Rows]) -> Rows:
    """Return the rows of all parts, each once; courses and worlds of the same content are one."""
    courses, of_course = _joined([np.array(course_keys(part.courses)) for part in parts])
    worlds, of_world = _joined([world_keys(part.worlds) for part in parts])
    table = pd.concat([part.worlds.set_axis(part.worlds.index.map(str)) for part in parts])
    table = table.fillna({name: parameters()[name].default if name in parameters() else 1.0 for name in table})
    return Rows(
        courses=tuple(np.array([course for part in parts for course in part.courses], object)[courses]),
        settings=pd.concat([part.settings for part in parts])
        .iloc[courses]
        .reset_index(drop=True)
        .rename_axis("course"),
        worlds=table.iloc[worlds],
        course=np.concatenate([of[part.course] for of, part in zip(of_course, parts, strict=True)]).astype(np.int32),
        world=np.concatenate([of[part.world] for of, part in zip(of_world, parts, strict=True)]).astype(np.int32),
        seed=np.concatenate([part.seed for part in parts]),
        model=parts[0].model,
    ).once()


def _joined(keys: Sequence[np.ndarray]) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return places of the first of each key among all, and for each part the number that its entries have then."""
    together = np.concatenate(keys)
    _, first, number = np.unique(together, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), int)
    rank[order] = np.arange(len(order))
    return first[order], np.split(rank[number], np.cumsum([len(each) for each in keys])[:-1])
