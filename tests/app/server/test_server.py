from __future__ import annotations

import asyncio
import base64
import io
import json
import logging
import re

import pandas as pd
import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from kraftsamling.analysis.ledger.shares import ledgers_from_worlds
from kraftsamling.analysis.ledger.words import sentence
from kraftsamling.analysis.patterns import judge as patterns
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.app.answers.command import design_of_question
from kraftsamling.app.answers.ensemble import worlds_of
from kraftsamling.app.answers.picture import plain
from kraftsamling.app.answers.state import DEFAULT, read_question
from kraftsamling.app.server.limits import MAX_BYTES, MAX_DEPTH, depth
from kraftsamling.app.server.routes import POST_ROUTES, make_app
from kraftsamling.experiments.compare.explain import rerun
from kraftsamling.model.paths import built_in
from kraftsamling.model.texts import text
from kraftsamling.model.vocabulary import LANGUAGES, SIZE_CLASSES
from tests.kit.app_work import studio_with
from tests.kit.region_tables import comma

HOME = "http://127.0.0.1:8642"
STATE = {"years": 2, "view": {"language": "en"}}
WORLDS = 70


@pytest.fixture(scope="module")
def questions():
    with studio_with(2, WORLDS) as made:
        yield made


@pytest.fixture(scope="module")
def client(questions, tmp_path_factory):
    static = tmp_path_factory.mktemp("static")
    (static / "index.html").write_text("<!doctype html><title>Kraftsamling</title>", encoding="utf-8")
    (static / "page.css").write_text("body {}", encoding="utf-8")
    app = make_app(questions, static=static)
    with TestClient(app, base_url=HOME, raise_server_exceptions=False) as client:
        yield client


def lines(answer) -> list[dict]:
    assert answer.status_code == 200
    return [json.loads(line) for line in answer.text.splitlines()]


def refused(answer, status: int = 400) -> str:
    assert answer.status_code == status
    assert len(answer.json()["error"].splitlines()) == 1
    return answer.json()["error"]


def test_every_answer_has_the_security_headers(client):
    for answer in (client.get("/"), client.get("/static/page.css"), client.get("/nowhere"), client.get("/health")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["permissions-policy"] == "camera=(), geolocation=(), microphone=()"
        assert answer.headers["cache-control"] == "no-cache"
        assert "server" not in answer.headers
    assert client.get("/").text.startswith("<!doctype html>")


def test_no_file_outside_the_static_folder_is_served(client):
    for path in ("/static/../server.py", "/static/%2e%2e/server.py", "/static//etc/passwd", "/static/..%2fstate.py"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"origin": "http://evil.example"}, "origin:"),
        ({"origin": "http://[::"}, "origin:"),
        ({"origin": "null"}, "origin:"),
        ({"origin": "http://127.0.0.1:1"}, "origin:"),
        ({"sec-fetch-site": "cross-site"}, "origin:"),
        ({"content-type": "text/plain"}, "content-type:"),
    ],
)
def test_other_hosts_and_origins_are_refused(client, headers, told):
    answer = client.post("/api/compare", content="{}", headers={"content-type": "application/json"} | headers)
    assert refused(answer, 403).startswith(told)


@pytest.mark.parametrize("host", ["evil.example", "[::1", "", "127.0.0.1.evil.example"])
def test_another_host_name_is_refused(client, host):
    answer = client.get("/health", headers={"host": host})
    assert answer.status_code == 400 and answer.text == "Invalid host header"
    assert "content-security-policy" in answer.headers


def test_the_own_origin_and_every_name_of_this_computer_are_let_in(client):
    assert client.post("/api/compare", json=STATE, headers={"origin": HOME}).status_code == 200
    for host in ("localhost:8642", "[::1]:8642", "127.0.0.1"):
        assert client.get("/health", headers={"host": host}).status_code == 200


def test_served_to_others_any_host_name_is_let_in(questions):
    client = TestClient(make_app(questions, loopback=False), base_url="http://region.example")
    assert client.get("/health").status_code == 200
    assert refused(client.post("/api/compare", json={}, headers={"origin": "http://evil.example"}), 403)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "deeper than"),
        ('{"years": NaN}', "NaN is no number"),
        ('{"years": 1e999}', "years"),
        ('{"years": ' + "9" * 5000 + "}", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        ("1", "allowed: keys with values"),
        ('{"a": "' + "x" * 1000 + '"}', "a: no strategy"),
        (" " * (MAX_BYTES + 1), "more than 256 kB"),
        (r'{"b": {"title": {"sv": "\ud800"}}}', r"request.b.title.sv: '\ud800' is half a character"),
        (r'{"region": {"name": "\udfff", "csv": ""}}', "request.region.name: "),
        (r'{"region": {"name": "x", "csv": "code\ud83d"}}', "request.region.csv: "),
        (r'{"events": [{"kind": "\ud800"}]}', "request.events.1.kind: "),
        (r'{"b": {"\ud800": 1}}', "request.b: "),
    ],
)
def test_what_is_no_state_is_refused_in_one_line(client, body, told):
    answer = client.post("/api/compare", content=body, headers={"content-type": "application/json"})
    assert told in refused(answer)
    assert len(refused(answer)) <= 300


def test_a_whole_character_of_two_halves_is_let_in(client):
    state = r'{"years": 2, "b": {"title": {"sv": "\ud83c\udf32"}}}'
    answer = client.post("/api/compare", content=state, headers={"content-type": "application/json"})
    assert answer.status_code == 200


@pytest.mark.parametrize("path", [*POST_ROUTES])
def test_every_route_refuses_half_a_character_and_what_would_have_no_effect(client, path):
    headers = {"content-type": "application/json"}
    half = client.post(f"/api/{path}", content=r'{"code": "\ud800"}', headers=headers)
    assert "half a character" in refused(half)
    assert "unknown key 'extra'" in refused(client.post(f"/api/{path}", json={"extra": 1}))
    assert "address: unknown key 'extra'" in refused(client.post(f"/api/{path}?extra=1", json={}))


def test_keys_that_a_route_does_not_use_are_refused(client):
    told = refused(client.post("/api/fails", json={"state": STATE, "code": "1480"}))
    assert told == "request: unknown key 'code'; allowed: state"
    assert "unknown key 'lang'" in refused(client.get("/api/catalogue?lang=en"))


def test_who_leaves_in_the_middle_of_asking_is_no_error(questions, caplog):
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/compare",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")],
    }
    heard = iter([{"type": "http.request", "body": b'{"years"', "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> dict:
        return next(heard)

    async def send(message: dict) -> None:
        pass

    asyncio.run(make_app(questions)(scope, receive, send))
    assert not caplog.records


def test_a_long_value_leaves_room_for_what_is_allowed(client):
    told = refused(client.post("/api/compare", json={"years": 10**4000}))
    assert told.startswith("years: 1000") and told.endswith("is out of range; allowed: a whole number from 1 to 50")
    assert len(told) <= 300


def test_depth_counts_lists_and_keys_within_each_other():
    assert (depth(1), depth([]), depth([[]]), depth({"a": [{"b": 1}]})) == (0, 1, 2, 3)


def test_what_goes_wrong_unexpectedly_is_logged_and_the_server_goes_on(client, questions, monkeypatch, caplog):
    monkeypatch.setattr("kraftsamling.app.server.routes.read_question", lambda state: 1 / 0)
    with caplog.at_level(logging.ERROR):
        answer = client.post("/api/compare", json=STATE)
    assert "went wrong" in refused(answer, 500)
    assert "ZeroDivisionError" in caplog.text
    monkeypatch.undo()
    assert client.post("/api/compare", json=STATE).status_code == 200


def test_frames_come_surer_and_surer_and_at_once_when_they_are_known(client):
    state = STATE | {"b": {"handover": 0.7}}
    frames = lines(client.post("/api/compare", json=state))
    assert [frame["stage"] for frame in frames] == ["first", "full"]
    assert [frame["final"] for frame in frames] == [False, True]
    assert [frame["runs"] for frame in frames] == [64, WORLDS * 3]
    assert frames[0]["years"] == [2025, 2026, 2027]
    again = lines(client.post("/api/compare", json=state))
    assert again == frames[-1:]


def test_the_catalogue_has_what_a_page_chooses_from(client):
    for language in ("sv", "en"):
        found = client.get(f"/api/catalogue?language={language}").json()
        assert found["language"] == language
        region = next(each for each in found["regions"] if each["name"] == "goteborgsregionen")
        low_x, low_y, high_x, high_y = region["box"]
        assert region["outline"].startswith("M")
        for place in region["municipalities"]:
            assert low_x <= place["x"] <= high_x
            assert low_y <= place["y"] <= high_y
            assert place["size_class"] in SIZE_CLASSES
        assert len({place["letter"] for place in region["municipalities"]}) == 13
        assert found["ranges"]["budget.person_years"] == {
            "low": 0, "high": 200, "whole": False, "blank": True, "default": None
        }  # fmt: skip
        assert "small_first" in found["ranges"]["targeting"]["choices"]
        assert read_question(found["default"]).reader.language == language
        assert sorted(strategy["name"] for strategy in found["strategies"]) == list(built_in("strategy", ".yaml"))
        for strategy in found["strategies"]:
            assert read_question({"a": strategy["strategy"]}).a == read_question({"a": strategy["name"]}).a
        assert {event["kind"] for event in found["events"]} >= {"crisis", "national_law"}
        assert found["texts"]["capital.human"]
        assert all(each["meaning"] and each["range"] for each in found["know"]["assumptions"])
        assert len(found["know"]["limits"]) > 3
    assert "allowed" in refused(client.get("/api/catalogue?language=no"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rule_for_patterns_is_told_with_the_numbers_it_has(language):
    told = text("page.know.patterns_lead", language)
    limits = (patterns.MOST_WORLDS, patterns.FEW_WORLDS, patterns.GUARDED)
    assert [int(found) for found in re.findall(r"(\d+)\s*%", told)] == [round(100 * limit) for limit in limits]


def test_the_catalogue_puts_north_upwards(client):
    found = client.get("/api/catalogue").json()["regions"]
    places = {each["name"]: each for region in found for each in region["municipalities"]}
    assert places["Kungsbacka"]["y"] > places["Göteborg"]["y"] > places["Kungälv"]["y"]
    assert places["Öckerö"]["x"] < places["Lerum"]["x"]


def test_an_own_region_is_drawn_and_compared(client):
    own = {"name": "my.csv", "csv": comma()}
    region = client.post("/api/region", json=own).json()
    assert (region["name"], len(region["municipalities"]), region["outline"]) == ("my", 4, None)
    frames = lines(client.post("/api/compare", json=STATE | {"region": own}))
    assert {each["code"] for each in frames[-1]["municipalities"]} == {"1407", "1440", "1480", "1482"}
    bad = refused(client.post("/api/region", json={"name": "../my.csv", "csv": "code,name\n"}))
    assert bad.startswith("my.csv: row 1: required column 'population' is missing")


def test_an_own_region_comes_from_files_or_is_refused_with_all_that_is_wrong(client):
    """In the language asked for; what was understood is told in both cases."""

    def asked(table, language="en"):
        files = [{"name": "my.csv", "content": base64.b64encode(table.encode()).decode()}]
        return client.post(f"/api/own?language={language}", json={"title": "Mine", "files": files})

    found = asked("namn;folkmängd\nA;51 234\nB;900\n").json()
    assert found["state"]["about"] == {"titles": {"sv": "Mine", "en": "Mine"}}
    assert (found["region"]["title"], found["region"]["name"], len(found["region"]["municipalities"])) == (
        "Mine",
        "my",
        2,
    )
    assert "Thousands are written apart in population." in found["region"]["remarks_in_letters"]
    again = client.post("/api/region", json=found["state"]).json()
    assert again["municipalities"] == found["region"]["municipalities"] and again["title"] == "Mine"
    bad = asked("Tabell\nnamn;folkmängd\nA;x\nB;0\n", "sv")
    assert refused(bad).startswith("my.csv: row 3, population: 'x' is text")
    assert [line.split(":")[0] for line in bad.json()["problems"]] == ["rad 3, folkmängd", "rad 4, folkmängd"]
    assert bad.json()["remarks"][0] == "En rad ovanför rubrikerna är inte läst: ”Tabell”."
    none = client.post("/api/own", json={"files": []}).json()["problems"]
    assert none == ["valda filer: 0 tabeller och 0 YAML; tillåtet: en tabell och högst en YAML-fil"]


def test_the_template_is_a_workbook_in_the_language_asked_for(client):
    headers = {}
    for language in ("sv", "en"):
        answer = client.get(f"/api/template?language={language}")
        assert answer.headers["content-disposition"] == 'attachment; filename="kraftsamling-region.xlsx"'
        headers[language] = [cell.value for cell in load_workbook(io.BytesIO(answer.content)).worksheets[0][1]]
    assert (headers["sv"][2], headers["en"][2], len(headers["sv"])) == ("folkmängd", "population", 12)


def test_a_region_without_places_has_none(client):
    region = client.post("/api/region", json={"name": "a", "csv": "code,name,population\n1,A,9000\n"}).json()
    assert region["municipalities"][0]["x"] is None
    assert region["box"] is None


def test_a_municipality_tells_why_it_gains_or_not(client):
    found = client.post("/api/municipality", json={"state": STATE, "code": "1480"}).json()
    assert found["label"] == "Göteborg"
    for side in ("a", "b"):
        assert sum(found["weakest"][side].values()) == pytest.approx(1, abs=1e-4)
        assert sum(found["reason_not"][side].values()) == pytest.approx(1, abs=1e-4)
    framed = lines(client.post("/api/compare", json=STATE))[-1]["municipalities"]
    medians = {side: levels["median"] for side, levels in found["capacity"].items()}
    assert [medians] == [each["capacity"] for each in framed if each["code"] == "1480"]
    assert found["sentences"][0].startswith("For Göteborg") or found["sentences"][0].startswith("Göteborg")
    hidden = STATE | {"view": {"language": "en", "anonymous": True}}
    found = client.post("/api/municipality", json={"state": hidden, "code": "1480"}).json()
    assert "Göteborg" not in json.dumps(found, ensure_ascii=False)
    assert "code: 1480 is not" in refused(client.post("/api/municipality", json={"state": STATE, "code": 1480}))
    assert "code: 'x'" in refused(client.post("/api/municipality", json={"state": STATE, "code": "x"}))
    assert "unknown key" in refused(client.post("/api/municipality", json={"stat": STATE}))


def test_where_it_fails_is_told_with_its_progress(client, questions):
    state = {"years": 5, "a": "no_support", "b": "level_3"}
    a, b = asyncio.run(questions.full(read_question(state)))
    failing = int((b.values["capacity_mean"][-1] - a.values["capacity_mean"][-1] < 1).sum())
    *progress, last = lines(client.post("/api/fails", json={"state": state}))
    assert all({"done", "of"} == set(each) for each in progress)
    assert last["sentences"]
    assert 0 < last["failing"] == failing < last["worlds"] == WORLDS


@pytest.mark.slow
def test_why_and_the_report_are_those_of_the_command_line(client):
    *progress, last = lines(client.post("/api/why", json={"state": STATE, "code": "1480"}))
    assert progress[-1]["done"] <= progress[-1]["of"]
    assert last["sentences"][0].startswith("Göteborg: the difference is")
    *progress, last = lines(client.post("/api/report", json=STATE))
    table = 2 * 3 * WORLDS  # runs; further ones are announced as they come
    assert table in {each["of"] for each in progress} and progress[-1]["done"] == progress[-1]["of"] > table
    assert last["html"].startswith("<!doctype html>")
    assert f"strategies=[{DEFAULT['a']},{DEFAULT['b']}]" in last["command"]


def test_the_ledger_is_that_of_the_worlds_of_the_question(client, questions):
    question = read_question(STATE)
    a, b = asyncio.run(questions.full(question))
    ends = [pd.Series(each.values["capacity_mean"][-1], each.worlds) for each in (a, b)]
    *_, found = lines(client.post("/api/ledger", json={"state": STATE}))
    design = design_of_question(question, WORLDS)
    evaluate = rerun(design, question.b.name, question.a.name, question.budget)
    apart = {0: ends[1] - ends[0]}
    same = ledgers_from_worlds(worlds_of(WORLDS).loc[a.worlds], apart, lambda table: {0: evaluate(table)})[0]
    assert found["sentence"] == sentence(same, Reader("en"))
    assert {part["name"]: part["share"] for part in found["parts"]} == {
        name: plain(share, 4) for name, share in same.table["share"].items()
    }
