"""A hosted model's refusals are sentences about the request, which has no name to quote."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from sealcanvas.jobs.task import TaskFailed
from sealcanvas.jobs.tasks.host import ModelServer


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        ("'the request' has no records.", "The request has no records."),
        ("Record 2 of 'the request' is no object.", "Record 2 of the request is no object."),
    ],
)
def test_the_request_is_called_so_without_quotes(raised: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> bytes:
        raise TaskFailed("ClientError", raised)

    monkeypatch.setattr(ModelServer, "_predict", refuse)
    context = cast("Any", SimpleNamespace(payload={"columns": [], "header": False}))
    head, body = ModelServer(context, cast("Any", None))._answer({"content_type": "text/csv"}, b"")
    assert (head["status"], head["message"], body) == (400, told, b"")
