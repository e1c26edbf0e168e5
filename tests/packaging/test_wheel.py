"""What a wheel and a source distribution of this very project carry."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = "sealcanvas/server/console/static/"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of this project, with the page as it is built here; without git, as nothing else may matter."""
    root = tmp_path_factory.mktemp("project")
    left_out = (".git", ".venv", ".bench", "node_modules", "__pycache__", ".*_cache", ".hypothesis", "dist", "bench")
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(*left_out), dirs_exist_ok=True)
    if (ROOT / "web/node_modules").exists():
        (root / "web/node_modules").symlink_to((ROOT / "web/node_modules").resolve())
    return root


@pytest.fixture(scope="module")
def wheel(project: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(_built(project, "wheel", "*.whl"))


def _built(project: Path, target: str, pattern: str, **environment: str) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(project / "dist")]
    done = subprocess.run(
        command, cwd=project, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = (project / "dist").glob(pattern)
    return made


def test_the_page_in_a_wheel_finds_all_that_it_loads(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    page = wheel.read(STATIC + "index.html").decode()
    loaded = re.findall(r'(?:src|href)="/console/([^"]+)"', page)
    assert any(name.endswith(".js") for name in loaded)
    assert {STATIC + name for name in loaded} <= names
    assert {f"{STATIC}{name}.gz" for name in loaded if name.endswith(".js")} <= names


def test_a_wheel_carries_the_package_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    assert {name.split("/")[0] for name in wheel.namelist() if ".dist-info/" not in name} == {"sealcanvas"}
    assert "sealcanvas/wire/models/kms.json" in wheel.namelist()


def test_a_source_distribution_builds_its_wheel_without_node(project: Path, tmp_path: Path) -> None:
    with tarfile.open(_built(project, "sdist", "*.tar.gz")) as archive:
        archive.extractall(tmp_path, filter="data")
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"hatch_build.py", "tools/build_web.py", "web/package-lock.json", f"src/{STATIC}index.html"} <= names
    assert not any("node_modules" in name or "web/src/api/shapes" in name or name == "web/.built" for name in names)
    (unpacked,) = tmp_path.iterdir()
    made = _built(unpacked, "wheel", "*.whl", PATH="/nowhere")
    assert STATIC + "index.html" in zipfile.ZipFile(made).namelist()
