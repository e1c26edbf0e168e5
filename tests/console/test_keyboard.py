"""One whole journey without a mouse: a domain set up, a file imported, a refusal met and mended."""

import json
import secrets
import time
from pathlib import Path
from typing import Any

import pytest

from tests.console.conftest import Console
from tests.console.studio_world import customers

pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]

_FOCUSED = """() => { const at = document.activeElement;
  return (at.getAttribute("aria-label") || at.innerText || at.labels?.[0]?.innerText || at.tagName).trim() }"""
_SECONDS = 20  # a page that is still on its way has nothing to tab to, and eighty presses take but one


def _tab_to(console: Console, name: str) -> None:
    """Tab until what has this name is focused."""
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        console.page.keyboard.press("Tab")
        if console.page.evaluate(_FOCUSED) == name:
            return
    raise AssertionError(f"{name} is not reached by the Tab key")


def _press(console: Console, name: str, key: str = "Enter") -> None:
    _tab_to(console, name)
    console.page.keyboard.press(key)


def test_from_the_first_page_to_a_mended_refusal_by_keyboard(console: Console, tmp_path: Path) -> None:
    page, name = console.page, f"keys-{secrets.token_hex(3)}"
    choosers: list[Any] = []
    page.on("filechooser", lambda chooser: choosers.append(chooser))  # long before: a busy browser is told too late
    _press(console, "Domains")
    console.settle()
    _press(console, "Create domain")
    console.settle()
    _press(console, "Set up for one team")
    _tab_to(console, "Domain name")
    page.keyboard.type(name)
    with console.refused("NotFoundException"):  # no alias of that name yet
        page.keyboard.press("Enter")
        page.get_by_text("Nothing is missing.").wait_for()
    _press(console, "Import data")
    page.wait_for_url("**/datasets/import")
    console.settle()
    _tab_to(console, "Choose files")
    page.keyboard.press("Space")
    while not choosers:
        page.wait_for_timeout(100)
    choosers[0].set_files(str(customers(tmp_path)))
    page.get_by_text("Preview of customers.csv").wait_for()
    _press(console, "Import")
    page.get_by_text("Dataset customers.csv is imported.").wait_for(timeout=60_000)

    iam, policy = console.server.client("iam"), {"RoleName": f"SealcanvasExecution-{name}", "PolicyName": "Deny"}
    deny = {"Effect": "Deny", "Action": "kms:Decrypt", "Resource": "*"}
    iam.put_role_policy(**policy, PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [deny]}))
    with console.refused("AccessDeniedException", "ValidationException"):
        _press(console, "customers.csv")
        page.get_by_text("Locked").first.wait_for()
        _press(console, "Why, and what to do")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("link", name="Open the policy").wait_for()  # a Deny is no button's to take away
    console.look("keyboard-why")
    page.keyboard.press("Escape")  # and out again, to where one was
    dialog.wait_for(state="detached")
    for _ in range(50):  # the focus goes back once the dialog is gone
        if page.evaluate(_FOCUSED) == "Why, and what to do":
            break
        page.wait_for_timeout(100)
    assert page.evaluate(_FOCUSED) == "Why, and what to do"
    iam.delete_role_policy(**policy)
    _press(console, "Retry")
    page.get_by_role("cell", name="C00000").wait_for()
