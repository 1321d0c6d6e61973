"""Anything at all as input, 2,000 examples that are the same each time: it is read, or refused in one short line.

What is read must be whole: its record is read again and gives the same. Nothing may take long or leave a file.
"""

from __future__ import annotations

import copy
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kraftsamling.app.answers.state import read_question
from kraftsamling.app.server.connection import Connection
from kraftsamling.app.server.routes import make_app
from kraftsamling.experiments.folder.provenance import read_record, record_of
from kraftsamling.experiments.setting.config import OPTIONS, checked_words, compose_config, given_options, rewritten
from kraftsamling.experiments.setting.design import Presentation, design_of, presentation_of
from kraftsamling.model.errors import InputError, one_line
from kraftsamling.model.inputs.reader import Place
from kraftsamling.model.inputs.reading.problems import FileRefused
from kraftsamling.model.inputs.region import load_region
from kraftsamling.model.inputs.region_record import read_region
from kraftsamling.model.inputs.scenario import load_scenario
from kraftsamling.model.inputs.strategy import load_strategy
from kraftsamling.model.paths import built_in
from tests.kit.commands import TINY, run

pytestmark = pytest.mark.slow
SECONDS = 2.0


def many(examples: int) -> Callable:
    """Try so many examples, the same each time; one that fails is not made smaller where that takes longer than it."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@contextmanager
def whole_or_refused(folder: Path) -> Iterator[None]:
    """Check that what is done is done, or refused in one line, soon and without leaving a file."""
    before, begin = set(folder.iterdir()), time.process_time()
    try:
        yield
    except FileRefused as error:
        assert len(str(error).splitlines()) == 1 and len(one_line(error, 4000)) == len(str(error)) < 4000
    except InputError as error:
        assert one_line(error).isprintable()
    assert time.process_time() - begin < SECONDS
    assert set(folder.iterdir()) == before


ODD = [
    "",
    "..",
    "-",
    "NA",
    "0",
    "-1",
    "1e308",
    "nan",
    "1 234",
    "1,5",
    "1.234",
    "\x00",
    "\x1b[1m",
    "å",
    "\ud800",
    "$x$",
    "=1+1",
    "0114",
    "'",
    '"',
    ";",
]
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.sampled_from(ODD),
    st.text(max_size=12),
    st.just("x" * 3000),
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(content: Any, path: tuple = ()) -> Iterator[tuple]:
    """Yield the path of every value within a content, outermost first."""
    yield path
    if isinstance(content, dict):
        for key, inner in content.items():
            yield from places(inner, (*path, key))
    elif isinstance(content, list):
        for position, inner in enumerate(content[:3]):
            yield from places(inner, (*path, position))


def mutated(content: Any, data: st.DataObject) -> Any:
    """Return a content with something else in one place, or with a key more or less."""
    content = copy.deepcopy(content)
    path = data.draw(st.sampled_from(list(places(content))))
    if not path:
        return data.draw(anything) if data.draw(st.booleans()) else content
    holder = content
    for key in path[:-1]:
        holder = holder[key]
    way = data.draw(st.sampled_from(["other", "other", "gone", "twice"]))
    if way == "gone":
        del holder[path[-1]]
    elif way == "twice" and isinstance(holder, list):
        holder.append(holder[path[-1]])
    else:
        holder[path[-1]] = data.draw(anything)
    return content


cells = st.one_of(st.sampled_from(ODD), st.integers(-10, 10**9).map(str), st.text(alphabet='aå;,\t" 1.', max_size=8))
headers = st.sampled_from(
    ["code", "name", "population", "kommunkod", "Kommun", "Folkmängd", "neighbours", "lat", "lon", "2024", "x", ""]
)


@many(700)
@given(data=st.data())
def test_tables(tmp_path, data):
    width = data.draw(st.integers(1, 5))
    lines = [["code", "name", "population", "lat", "neighbours"][:width]]
    lines += [
        [f"0{n}", f"N{n}", str(1000 * n), "57.1", "01"][:width] for n in range(1, data.draw(st.integers(1, 5)) + 1)
    ]
    for _ in range(data.draw(st.integers(0, 4))):
        row = data.draw(st.integers(0, len(lines) - 1))
        lines[row][data.draw(st.integers(0, width - 1))] = data.draw(headers if row == 0 else cells)
    separator = data.draw(st.sampled_from(",;\t"))
    text = data.draw(st.sampled_from(["", "sep=;\n", "Titel\n\n", "\ufeff"])) + "\n".join(map(separator.join, lines))
    encoding = data.draw(st.sampled_from(["utf-8", "cp1252", "utf-16", "mac_roman"]))
    (tmp_path / "t.csv").write_bytes(
        text.encode(encoding, "replace") + data.draw(st.sampled_from([b"", b"\n", b"\xff", b"\x00"]))
    )
    with whole_or_refused(tmp_path):
        region = load_region(tmp_path / "t.csv")
        again = read_region(json.loads(json.dumps(region.to_record())), Place("record"))
        assert again == region and again.remarks == region.remarks


FILES = {
    kind: [(path.read_text(encoding="utf-8"), load) for path in built_in(kind, ".yaml").values()]
    for kind, load in (("strategy", load_strategy), ("scenario", load_scenario))
}
SIGNS = st.text(alphabet="{}[]:,-&*!|>%@'\"# \n\tå0\x00\x7f", max_size=6)


@many(500)
@given(data=st.data())
def test_settings(tmp_path, data):
    text, load = data.draw(st.sampled_from([each for files in FILES.values() for each in files]))
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 20)))
        text = (
            text[:start]
            + data.draw(SIGNS | st.sampled_from([" 1e308", " null", " yes", " 2200", "&a [*a]"]))
            + text[end:]
        )
    path = tmp_path / "s.yaml"
    path.write_text(text, encoding="utf-8")
    with whole_or_refused(tmp_path):
        read = load(path)
        assert load(json.loads(json.dumps(read.to_dict()))) == read


values = st.sampled_from(
    [
        *ODD[1:-5],
        "level_1",
        "level_1,level_2",
        "[1,2]",
        "{a:1}",
        "plausible",
        "default",
        "3",
        "own",
        "sv",
        "true",
        "null",
        "${x}",
        "a=b",
    ]
)


@many(250)
@given(data=st.data())
def test_options(tmp_path, data):
    names = data.draw(
        st.lists(st.sampled_from([*OPTIONS, "parameters.call_success", "title.sv", "nobody"]), max_size=3)
    )
    words = [f"{name}={data.draw(values)}" for name in names]
    with whole_or_refused(tmp_path):
        checked_words(words)
        config = compose_config(rewritten(words))
        if config.kind == "compare" and config.run is None:
            design = design_of(config, given_options(words))
            assert design.run.runs > 0
            presentation_of(config, "")


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("record")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        (folder / "my.csv").write_text(
            "Kommun;Folkmängd\n02 Två;20 000\n01 Ett;5 000\n03 Tre;90 000\n", encoding="utf-8"
        )
        made = run("strategies=level_1", "region=my.csv", "scenario=crisis", "budget=own", *TINY)
        record = json.loads((made / "run.json").read_text(encoding="utf-8"))
    record["worlds"] = dict(list(record["worlds"].items())[:3])
    return record


@many(350)
@given(data=st.data())
def test_records(tmp_path, record, data):
    wrong = mutated(record, data)
    (tmp_path / "run.json").write_text(json.dumps(wrong), encoding="utf-8")
    with whole_or_refused(tmp_path):
        design, shown = read_record(tmp_path / "run.json")
        reader = presentation_of(compose_config(["experiment=ambition_levels"]), "").reader
        kept = record_of(design, Presentation(reader, shown["report"], wrong["command"]), tuple(wrong["failures"]))
        for key in ("title", "question", "parameters", "worlds", "seeds", "years", "region", "smallest_difference"):
            assert json.loads(json.dumps(kept[key])) == wrong[key]


STATE = {
    "region": "varmland",
    "years": 5,
    "budget": "own",
    "a": "level_1",
    "b": {"ambition": {"level": 2}, "title": {"sv": "b"}},
    "events": [{"kind": "crisis", "year": 3}],
    "view": {"language": "sv", "anonymous": False},
}


@many(100)
@given(data=st.data())
def test_states_of_the_page(tmp_path, data):
    with whole_or_refused(tmp_path):
        assert read_question(mutated(STATE, data)).years in range(1, 51)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The page's server, without workers: what reaches them is no matter of HTTP."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kraftsamling.app.server.connection.HEADER_SECONDS", 0.2)
        patch.setattr("kraftsamling.app.server.limits.BODY_SECONDS", 0.2)
        listening = socket.create_server(("127.0.0.1", 0))
        app = make_app(None)  # type: ignore[arg-type]
        server = uvicorn.Server(uvicorn.Config(app, http=Connection, ws="none", log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        server.should_exit = server.force_exit = True
        thread.join(20)
        listening.close()


HEADS = ["Host: 127.0.0.1", "Host: evil", "Content-Type: application/json", "Content-Length: 5", "Content-Length: 99"]
HEADS += ["Content-Length: -1", "Transfer-Encoding: chunked", "Origin: null", "Connection: close", "Upgrade: websocket"]
HEADS += ["Expect: 100-continue", "X" * 3000, "å: å", ""]
BODIES = [
    b"",
    b"{}",
    b"[[[",
    b'5\r\n{"a":\r\n0\r\n\r\n',
    b"ZZ\r\n",
    b"\xff\x00",
    b'{"name": "x", "csv": ""}',
    b"GET / HTTP/1.1",
]
PATHS = ["/", "/health", "/api/region", "/api/own", "/api/region?language=en", "/static/../x", "/%00", "/å", "*", ""]
METHODS = ["GET", "POST", "PUT", "HEAD", "OPTIONS", "\x00", ""]


@many(100)
@given(
    method=st.sampled_from(METHODS),
    path=st.sampled_from(PATHS),
    heads=st.lists(st.sampled_from(HEADS), max_size=4),
    body=st.sampled_from(BODIES),
)
def test_http(port, caplog, method, path, heads, body):
    head = "\r\n".join([f"{method} {path} HTTP/1.1", *heads, "", ""]).encode()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as talking:
        talking.sendall(head + body)
        talking.shutdown(socket.SHUT_WR)
        heard = b""
        while more := talking.recv(65536):
            heard += more
    assert not heard or heard.startswith(b"HTTP/1.1 ")
    assert b"HTTP/1.1 5" not in heard and not [entry for entry in caplog.records if entry.levelname == "ERROR"]
