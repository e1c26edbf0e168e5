"""What tests share: a real server, one a test process, and its clients."""

import os
from collections.abc import Iterator
from importlib import resources

import pytest

from tests.support.domains import domains_for_a_while
from tests.support.live import Live, live_server

# As `eval "$(sealcanvas env)"` does, so that boto3 knows the service model of `sealcanvas`; and nothing of the
# developer's own AWS set-up may leak into a test.
for _name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[_name]
os.environ["AWS_DATA_PATH"] = str(resources.files("sealcanvas.wire") / "models" / "data")
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
# As in our workers (jobs/working/threads.py): threads that spin would take the processor from the other test process.
os.environ["OMP_WAIT_POLICY"] = "PASSIVE"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give three tries to what is held to the wall clock."""
    for each in items:
        if each.get_closest_marker("wall_clock"):
            each.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(scope="session")
def live() -> Iterator[Live]:
    """A server over plain HTTP, shared by the tests of this process: make names of your own."""
    with live_server() as server:
        yield server


@pytest.fixture(autouse=True)
def _domains_end_with_their_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whichever tests a process runs, and in whatever order, the shared server has room for the next one's domain."""
    if "live" not in request.fixturenames:
        yield
        return
    with domains_for_a_while(request.getfixturevalue("live")):
        yield


@pytest.fixture(scope="session")
def live_tls() -> Iterator[Live]:
    """A server over TLS, with two serving processes."""
    with live_server("--tls", "--workers", "2") as server:
        yield server
