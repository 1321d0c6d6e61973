from __future__ import annotations

import asyncio
import json
import logging

import pytest
from starlette.testclient import TestClient

from kraftsamling.app.server.limits import MAX_BYTES, MAX_DEPTH, depth
from kraftsamling.app.server.routes import POST_ROUTES, make_app
from tests.kit.app_work import studio_with

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
