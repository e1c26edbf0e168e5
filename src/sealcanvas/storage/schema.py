"""Brings a database to the schema of this release, or refuses one whose tables this release does not know."""

from sqlalchemy import Engine, inspect

from sealcanvas.storage.engine import WrongRoot
from sealcanvas.storage.metadata import metadata


class OtherSchema(WrongRoot):
    """The state folder was made by another version, whose tables have other columns; nothing was changed."""


def bring_up_to_date(engine: Engine) -> None:
    """Make every table and index that is not there yet.

    Raises:
        OtherSchema: a table lacks columns of this version, or has ones that this version would leave empty.
    """
    differences = _differences(engine)
    if differences:
        raise OtherSchema(
            f"this state folder was made by another version of Sealcanvas: {'; '.join(differences)}. There are no "
            "migrations yet: open it with the version that made it, or start a new one (`sealcanvas up --home`); "
            "nothing was changed"
        )
    # In one transaction: all tables or none, and one wait for the disk instead of one for each of them.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        metadata.create_all(connection)
        there = {name for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'")}
        for index in (index for table in metadata.sorted_tables for index in table.indexes):
            if index.name not in there:
                index.create(connection)
        connection.exec_driver_sql("COMMIT")


def _differences(engine: Engine) -> list[str]:
    """In words, what keeps this version from working with the tables that are there."""
    look = inspect(engine)
    found = []
    for name in sorted(set(look.get_table_names()) & metadata.tables.keys()):
        there = {column["name"]: column for column in look.get_columns(name)}
        wanted = metadata.tables[name].columns.keys()
        lacking = [column for column in wanted if column not in there]
        unknown = [column for column, facts in there.items() if column not in wanted and not facts["nullable"]]
        if lacking:
            found.append(f"its table {name} lacks {', '.join(lacking)}")
        if unknown:
            found.append(f"its table {name} has {', '.join(unknown)}, which this version does not know")
    return found
