"""Use the page where there is no network but this computer's own, and tell what there was to see as JSON.

`test_app_offline.py` runs it in a network namespace of its own.
"""

import contextlib
import fcntl
import json
import socket
import struct
import sys
import urllib.request
from pathlib import Path

from kraftsamling.model.texts import text
from tests.kit.browsing import chromium, link_of, serving

STATE = {"years": 4, "a": "no_support", "b": "level_3"}
"""A difference that can be told from zero, soon computed."""
ELSEWHERE = ("192.0.2.1", 80)
"""An address that RFC 5737 keeps for documentation."""
SET_FLAGS, UP = 0x8914, 1
"""SIOCSIFFLAGS and IFF_UP of Linux."""
PATIENCE = 120_000


def loopback_up():
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sh14x", b"lo", UP))


def attempts():
    """How often anything in this namespace has tried to reach another host."""
    names, values = (line.split() for line in Path("/proc/net/snmp").read_text().splitlines() if line.startswith("Ip:"))
    newer = dict(line.split() for line in Path("/proc/net/snmp6").read_text().splitlines())
    return int(dict(zip(names, values, strict=True))["OutNoRoutes"]) + int(newer["Ip6OutNoRoutes"])


def ask(address, path, content):
    asked = urllib.request.Request(f"{address}{path}", content and json.dumps(content).encode())
    asked.add_header("content-type", "application/json")
    with urllib.request.urlopen(asked, timeout=PATIENCE / 1000) as answer:
        lines = [json.loads(line) for line in answer]
    return "error" not in lines[-1]


def ask_everything(address):
    """Ask the routes of the server that the visits leave out; return whether each answers."""
    asked = {"state": STATE}
    posts = {"fails": asked, "ledger": asked, "municipality": asked | {"code": "1480"}}
    return [ask(address, f"api/{path}", posts.get(path)) for path in ("catalogue?language=sv", *posts)]


def visit(browser, address, language):
    """Use the page up to its full answer; return what there was to see."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(PATIENCE)
    faults = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("requestfailed", lambda failed: faults.append(failed.url))
    page.goto(f"{address}{link_of(STATE | {'view': {'language': language}})}")
    page.wait_for_selector("body[data-frame-stage=full]")
    seen = {"language": page.get_attribute("html", "lang"), "report": look_further(page, language)}
    seen |= {"charts": page.locator("main svg.chart").count(), "faults": faults}
    page.close()
    return seen


def look_further(page, language):
    """Ask why and take the report, in Swedish only, since both take long; return how many bytes the report has."""
    if language != "sv":
        return None
    page.get_by_role("button", name=text("page.deeper.why", language)).click()
    page.locator("#deeper .found svg.chart").wait_for()
    page.click("#open-keep")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=text("page.deeper.report", language)).click()
    return Path(waiting.value.path()).stat().st_size


def main():
    loopback_up()
    told = {"interfaces": [name for _, name in socket.if_nameindex()]}
    with serving() as address:
        told["answered"] = ask_everything(address)
        told["attempts"] = attempts()
        with chromium() as browser:
            told["pages"] = [visit(browser, address, language) for language in ("sv", "en")]
    with contextlib.suppress(OSError):
        socket.create_connection(ELSEWHERE, timeout=1)
    told["attempts_counted"] = attempts() > told["attempts"]
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
