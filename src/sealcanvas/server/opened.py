"""A state opened for one command, beside a running server or on a stopped one."""

from collections.abc import Iterator
from contextlib import contextmanager

from sealcanvas.server.blobs import outer_blobs
from sealcanvas.server.compose import open_instance
from sealcanvas.server.home import Home
from sealcanvas.server.run import utc_now
from sealcanvas.service.instance import Instance


@contextmanager
def opened(home: Home) -> Iterator[Instance]:
    """The instance of the state folder, closed when the block ends.

    Raises:
        HomeError, RootUnavailable, WrongRoot: the state cannot be opened.
    """
    try:
        description, opened_root = home.open()
        instance = open_instance(
            home.folder,
            opened_root.root,
            account=description.account,
            region=description.region,
            clock=utc_now,
            objects=outer_blobs(home, description.blobs),
            epoch=opened_root.entry.epoch,
        )
        try:
            yield instance
        finally:
            instance.database.close()
    finally:
        home.close()
