"""The page with the network really cut off: server and browser in a namespace that has nothing but loopback."""

import json
import shutil
import subprocess
import sys

import pytest

from kraftsamling.model.paths import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ALONE = (["unshare", "--net"], ["unshare", "--map-root-user", "--net"])
"""Ways to a network namespace: as root, and where users may have their own."""


@pytest.fixture(scope="module")
def alone():
    """Return the words in front of a command that cut its network off."""
    if not shutil.which("unshare"):
        pytest.skip("no unshare here (Linux has it), so that the network cannot be cut off")
    for words in ALONE:
        if subprocess.run([*words, "true"], capture_output=True).returncode == 0:
            return words
    return pytest.skip("this machine does not let us cut the network off (root may)")


def test_everything_works_and_nobody_reaches_out_with_the_network_cut_off(alone):
    command = [*alone, sys.executable, "-m", "tests.kit.offline"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=500)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["interfaces"] == ["lo"]
    assert all(told["answered"]) and len(told["answered"]) == 4
    assert told["attempts"] == 0 and told["attempts_counted"]
    assert [page["language"] for page in told["pages"]] == ["sv", "en"]
    for page in told["pages"]:
        assert page["charts"] >= 6 and page["faults"] == []
    assert told["pages"][0]["report"] > 100_000
