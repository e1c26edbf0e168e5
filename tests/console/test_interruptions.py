"""What a person has typed outlasts the end of a session and of the server."""

import socket
from pathlib import Path
from typing import Any

import pytest

from tests.console.conftest import Console
from tests.support.live import live_server

pytestmark = pytest.mark.slow


def typed(console: Console, alias: str) -> None:
    """Fill in the wizard for a key, up to its last page."""
    page = console.page
    console.go("/keys/create")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Alias", exact=True).fill(alias)
    page.get_by_role("textbox", name="Description").fill("売上データの鍵")
    for _ in range(3):
        page.get_by_role("button", name="Next").click()
    page.get_by_text("売上データの鍵").first.wait_for()


def made(console: Console, alias: str) -> str:
    """The description of the key that has the alias."""
    return str(console.server.client("kms").describe_key(KeyId=f"alias/{alias}")["KeyMetadata"]["Description"])


def test_a_session_that_ends_in_mid_form_is_begun_anew_over_it(console: Console) -> None:
    page = console.page
    typed(console, "after-the-session")
    page.context.clear_cookies()
    with console.refused("ExpiredTokenException"):
        page.get_by_role("button", name="Finish").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_text("Nothing on this page is lost.", exact=False).wait_for()
    console.look("session-over")
    dialog.get_by_label("Access key ID").fill(console.server.environment["AWS_ACCESS_KEY_ID"])
    dialog.get_by_label("Secret access key").fill(console.server.environment["AWS_SECRET_ACCESS_KEY"])
    dialog.get_by_role("button", name="Sign in", exact=True).click()
    dialog.wait_for(state="hidden")
    page.get_by_role("button", name="Finish").click()
    page.wait_for_url("**/console/keys/*-*")
    assert made(console, "after-the-session") == "売上データの鍵"


def test_a_server_that_is_killed_and_started_anew_costs_no_typed_word(browser: Any, screenshots: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    with live_server("--port", port) as server:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en", reduced_motion="reduce")
        context.set_default_timeout(60_000)
        try:
            console = Console(context, server, "en", screenshots)
            console.sign_in()
            on_its_way: list[Any] = []  # the review's editor, as the server goes
            context.route("**/JsonEditor*", lambda request: on_its_way.append(request))
            typed(console, "after-the-restart")
            server.server.kill()
            assert on_its_way
            for request in on_its_way:
                request.abort()
            context.unroute("**/JsonEditor*")
            console.page.get_by_role("button", name="Finish").click()
            console.page.get_by_text("The server does not answer.", exact=False).first.wait_for()
            console.look("server-gone")
            server.server.start("--port", port)
            console.page.locator(".ace_editor").wait_for()
            console.page.get_by_role("button", name="Finish").click()
            console.page.wait_for_url("**/console/keys/*-*")
            assert made(console, "after-the-restart") == "売上データの鍵"
            assert {each.partition(":")[0] for each in console.problems} <= {"failed"}  # of while it was gone
        finally:
            context.close()
