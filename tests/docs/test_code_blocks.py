"""Every code block of the documentation runs: Python is executed, JSON and TOML are read, shell commands exist."""

import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest

from sealcanvas.cli import cli

_ROOT = Path(__file__).parents[2]
_PAGES = [_ROOT / "README.md", *sorted((_ROOT / "docs").rglob("*.md"))]
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[Any]:
    found = []
    for page in _PAGES:
        for number, match in enumerate(_BLOCK.finditer(page.read_text("utf-8"))):
            if match[1] == language:
                found.append(pytest.param(match[2], id=f"{page.relative_to(_ROOT)}#{number}"))
    return found


def test_every_block_names_its_language() -> None:
    for page in _PAGES:
        for match in _BLOCK.finditer(page.read_text("utf-8")):
            assert match[1] in ("python", "json", "toml", "sh", "text"), (
                f"{page.name}: a block without a known language"
            )


@pytest.mark.parametrize("block", blocks("python"))
def test_python_runs(block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "block", "exec"), {"__name__": "block"})  # noqa: S102 - our own pages


def test_json_is_json() -> None:
    for block in blocks("json"):
        json.loads(block.values[0])
    for block in blocks("toml"):
        tomllib.loads(block.values[0])


@pytest.mark.parametrize("block", blocks("sh"))
def test_shell_commands_exist(block: str) -> None:
    """Make targets, and `sealcanvas` commands with options that they have."""
    makefile = (_ROOT / "Makefile").read_text()
    for line in block.splitlines():
        words = shlex.split(line.split("|")[0], comments=True)
        if words[:1] == ["make"]:
            assert re.search(rf"^{re.escape(words[1])}:", makefile, re.MULTILINE), line
        for position, word in enumerate(words):
            if word.endswith("sealcanvas") and position + 1 < len(words):
                _check_command(words[position + 1 :], line)


def _check_command(words: list[str], line: str) -> None:
    command: click.Command = cli
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        assert words[0] in command.commands, f"no such command: {line}"
        command, words = command.commands[words[0]], words[1:]
    options = {name for parameter in command.params if isinstance(parameter, click.Option) for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options, line


def test_links_lead_somewhere() -> None:
    for page in _PAGES:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if not target.startswith(("http:", "https:")):
                assert (page.parent / target).exists(), f"{page.name}: {target}"
