"""The README names every command and every page."""

from pathlib import Path

from sealcanvas.cli import cli

ROOT = Path(__file__).parents[2]


def test_every_command_stands_in_the_table() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    missing = [name for name in cli.commands if f"`sealcanvas {name}" not in readme]
    assert not missing


def test_every_page_can_be_found_from_it() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    missing = [page.name for page in (ROOT / "docs").glob("*.md") if f"(docs/{page.name})" not in readme]
    assert not missing
