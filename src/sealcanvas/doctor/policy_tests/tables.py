"""The tables of kept policy tests: names and texts are sealed; accounts, numbers and times are visible."""

from sqlalchemy import Boolean, Column, Integer, String, Table, UniqueConstraint

from sealcanvas.storage.columns import BlindIndex, SealedText, Timestamp
from sealcanvas.storage.metadata import metadata

policy_tests = Table(
    "policy_tests",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # the order in which they were put
    Column("account", String(12), nullable=False),
    Column("name_index", BlindIndex("policy_tests.name"), nullable=False),
    Column("document", SealedText("policy_tests.document"), nullable=False),
    Column("created_at", Timestamp, nullable=False),
    Column("modified_at", Timestamp, nullable=False),
    UniqueConstraint("account", "name_index"),
)

policy_test_settings = Table(
    "policy_test_settings",
    metadata,
    Column("account", String(12), primary_key=True),
    Column("enforce", Boolean, nullable=False),
)
