"""The table of S3's operations names every one that AWS has, and says what the code does."""

from pathlib import Path

from botocore.loaders import Loader

_PAGE = Path(__file__).parents[2] / "docs/reference/s3.md"


def test_every_operation_of_aws_stands_in_it() -> None:
    rows = {line.split("|")[1].strip() for line in _PAGE.read_text("utf-8").splitlines() if line.startswith("| ")}
    known = set(Loader().load_service_model("s3", "service-2")["operations"])
    assert rows - {"operation"} == known
