"""`sealcanvas demo` as a newcomer runs it: all eight steps, within its four minutes, and the state left to look at."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


class Told:
    """What the demo printed, and where it left its state."""

    def __init__(self, *options: str) -> None:
        began = time.monotonic()
        command = [sys.executable, "-m", "sealcanvas.cli", "demo", *options]
        done = subprocess.run(command, capture_output=True, text=True, timeout=380, check=False)
        self.seconds = time.monotonic() - began
        self.text = done.stdout
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr
        self.folder = Path(self.find(r"Remove: +rm -r (\S+)"))

    def find(self, pattern: str) -> str:
        found = re.search(pattern, self.text)
        assert found, f"{pattern} is not in:\n{self.text}"
        return found[1]


@pytest.fixture
def kept() -> Iterator[Told]:
    told = Told("--keep")
    pid = int(told.find(r"process (\d+)"))
    yield told
    os.kill(pid, signal.SIGTERM)
    for _ in range(200):
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split():
            break
        time.sleep(0.1)
    shutil.rmtree(told.folder)


def test_the_eight_steps_and_a_server_that_stays(kept: Told) -> None:
    assert kept.seconds < 240
    for step in range(1, 9):
        kept.find(rf"(│ {step}\. )")
    assert kept.text.count("refused forecast without kms:") == 6
    assert "texts of the data found nowhere" in kept.text
    environment = {
        **os.environ,
        "SEALCANVAS_ROOT_KEY": str(kept.folder / "root.key"),
        "SEALCANVAS_HOME": str(kept.folder / "state"),
    }
    for command in (["verify", "--search", "車両重量"], ["env"]):
        done = subprocess.run(
            [sys.executable, "-m", "sealcanvas.cli", *command],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert "AWS_ENDPOINT_URL" in done.stdout
