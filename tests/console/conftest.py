"""The web console in a real browser, before a real server process.

A test fails on any console error, violation of the Content-Security-Policy, failed request, or refusal that it did not
expect (`console.refused(…)`), and where axe finds a violation of WCAG 2.1 AA on a page that it looks at
(`console.look(name)`).

SEALCANVAS_BROWSER names the browser (default: Chromium as Debian has it); SEALCANVAS_SCREENSHOTS a folder for
screenshots; with SEALCANVAS_BROWSER_REQUIRED the tests fail where they cannot run, instead of being skipped.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module, resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.support.live import Live, live_server

_AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
_PAGE = resources.files("sealcanvas.server") / "console" / "static" / "index.html"
_WATCH = """addEventListener("securitypolicyviolation", (event) => console.error(
  `CSP: ${event.violatedDirective} forbids ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`));
localStorage.getItem("language") || localStorage.setItem("language", %s);
localStorage.getItem("appearance") || localStorage.setItem("appearance", %s);"""
_AXE_RUN = """() => axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}).then((found) =>
  found.violations.map((each) =>
    `${each.id}: ${each.help}: ` + each.nodes.map((node) => node.html.slice(0, 200)).join(" | ")))"""


def _lacking() -> str:
    """Why the tests here cannot run, or ""."""
    if find_spec("playwright") is None:
        return "Playwright is not installed"
    if not _browser_path():
        return "there is no Chromium (SEALCANVAS_BROWSER may name one)"
    if not _PAGE.is_file():
        return "the web page is not built (npm run build, in web/)"
    return "" if _AXE.is_file() else "axe-core is not installed (npm ci, in web/)"


def _browser_path() -> str | None:
    return os.environ.get("SEALCANVAS_BROWSER") or shutil.which("chromium") or shutil.which("chromium-browser")


class Console:
    """One signed-in browser page, which remembers everything that went wrong.

    Attributes:
        page: Playwright's page.
        server: the server behind it, with boto3 clients of the administrator.
        language: the page's, "en" or "ja".
    """

    def __init__(self, context: Any, server: Live, look: str, screenshots: Path) -> None:
        self.page = context.new_page()
        self.server, self.language = server, look.split()[0]
        self._look = look.replace(" ", "-")
        self.problems: list[str] = []
        self._screenshots = screenshots
        self._expected: list[str] = []
        self._url = server.environment["AWS_ENDPOINT_URL"]
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.problems.append(f"error in the page: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)

    def sign_in(self) -> None:
        """Open a one-time link of the administrator's."""
        self.page.goto(self.server.client("sealcanvas").create_console_link()["SignInUrl"])
        self.page.wait_for_url("**/console/")
        self.settle()

    def go(self, path: str) -> None:
        """Open a page by its address below /console."""
        self.page.goto(f"{self._url}/console{path}")
        self.settle()

    def settle(self) -> None:
        """Wait until the page has what it asked for."""
        self.page.wait_for_selector("h1")
        self.page.wait_for_load_state("networkidle")

    def look(self, name: str) -> None:
        """Take a screenshot, and have axe look at the page."""
        whole = not self.page.get_by_role("dialog").count()  # a dialog covers what is seen, not the whole page
        self.page.screenshot(path=str(self._screenshots / f"{name}-{self._look}.png"), full_page=whole)
        self.page.evaluate(_AXE.read_text())
        self.problems += [f"axe, {name}: {each}" for each in self.page.evaluate(_AXE_RUN)]

    @contextmanager
    def refused(self, *codes: str) -> Iterator[None]:
        """Expect that the service refuses with one of these codes in the block."""
        self._expected += codes
        yield
        self.page.wait_for_load_state("networkidle")
        self._expected = self._expected[: -len(codes)]

    def _said(self, message: Any) -> None:
        # What is behind "Failed to load resource" is told by its response.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text}")

    def _failed(self, request: Any) -> None:
        # A page that is left gives up what it had asked for.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"failed: {request.method} {request.url}: {request.failure}")

    def _answered(self, response: Any) -> None:
        if response.status < 400:
            return
        expected = tuple(self._expected)  # now: the test goes on while the body is fetched
        try:
            code = str(json.loads(response.text()).get("__type", ""))
        except Exception:  # the page was left meanwhile
            code = ""
        if code not in expected:
            target = response.request.headers.get("x-amz-target", "")
            self.problems.append(f"{response.status} {code}: {response.url} {target}")


@pytest.fixture(scope="session")
def live() -> Iterator[Live]:
    """A server for the pages alone: what a thousand other tests leave would fill its lists."""
    with live_server() as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, one for the tests of this process."""
    if lacking := _lacking():
        if os.environ.get("SEALCANVAS_BROWSER_REQUIRED"):
            pytest.fail(f"the console cannot be tested: {lacking}")
        pytest.skip(f"THE CONSOLE IS NOT TESTED: {lacking}")
    with import_module("playwright.sync_api").sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=_browser_path(), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go."""
    folder = Path(os.environ.get("SEALCANVAS_SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def console(request: pytest.FixtureRequest, browser: Any, live: Live, screenshots: Path) -> Iterator[Console]:
    """The console, signed in as the administrator; in English, or the language that the test is parametrized with.

    `@pytest.mark.parametrize("console", ["en", "ja"], indirect=True)`; "en dark 820" is English, dark, 820 pixels wide.
    """
    look = str(getattr(request, "param", "en"))
    language, *more = look.split()
    appearance = next((each for each in more if each in ("light", "dark")), "light")
    width = next((int(each) for each in more if each.isdigit()), 1280)
    # Without motion: axe does not judge a message that is half faded in.
    context = browser.new_context(
        reduced_motion="reduce", viewport={"width": width, "height": 900}, locale=language, timezone_id="UTC"
    )
    context.add_init_script(_WATCH % (json.dumps(language), json.dumps(appearance)))
    context.set_default_timeout(60_000)
    signed_in = Console(context, live, look, screenshots)
    try:
        signed_in.sign_in()
        yield signed_in
        assert not signed_in.problems, "\n".join(signed_in.problems)
    finally:
        context.close()
