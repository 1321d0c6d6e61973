"""What the server tells besides comparisons: the catalogue, own regions, a municipality, and what takes longer."""

from __future__ import annotations

import asyncio
import base64
import io
import json
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
from kraftsamling.app.server.routes import make_app
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
