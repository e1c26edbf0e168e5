"""Brings a database to the schema of this release."""

from sqlalchemy import Engine

from sealcanvas.storage.metadata import metadata


def bring_up_to_date(engine: Engine) -> None:
    """Make every table that is not there yet."""
    metadata.create_all(engine)
