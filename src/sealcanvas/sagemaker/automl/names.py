"""Names of AutoML jobs: unique to account and Region, whatever their letter case (API reference, AutoMLJobName)."""

from sqlalchemy import Column, Integer, Table, insert, select

from sealcanvas.sagemaker.errors import ResourceInUse
from sealcanvas.service.call import Call
from sealcanvas.storage.columns import BlindIndex
from sealcanvas.storage.metadata import metadata

_names = Table(
    "sagemaker_automl_names",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("name_index", BlindIndex("sagemaker_automl_names.name"), nullable=False, unique=True),
)


def take_name(call: Call, name: str) -> None:
    """Keep a name for a new job.

    Raises:
        ResourceInUse: a job has it, perhaps in other letters.
    """
    whole = f"{call.region}/{call.account}/{name.lower()}"
    with call.instance.database.transaction() as connection:
        if connection.execute(select(_names.c.number).where(_names.c.name_index == whole)).first():
            raise ResourceInUse(f"An AutoML job with name {name} exists already (names have no letter case).")
        connection.execute(insert(_names).values(name_index=whole))
