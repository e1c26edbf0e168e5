"""Who only asks, however much, keeps nobody from working: the database is free meanwhile."""

import sys
import threading
from typing import Any

import pytest

from sealcanvas.kms import kms
from sealcanvas.service.errors import AccessDenied
from tests.unit.doctor.doctor_world import World

QUESTIONS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("LintPolicy", "lint_policy", "lint_policy", {"PolicyDocument": "{}"}),
    ("RunPolicyTests", "policy_tests.run_policy_tests", "kept_tests", {}),
    ("ExplainDecision", "explain_decision", "describe", {}),
]


@pytest.mark.parametrize(("operation", "file", "name", "request_"), QUESTIONS)
def test_the_database_is_free_while_a_question_is_answered(
    world: World, monkeypatch: pytest.MonkeyPatch, operation: str, file: str, name: str, request_: dict[str, Any]
) -> None:
    if operation == "ExplainDecision":
        call = world.call(world.user("jane"))
        with pytest.raises(AccessDenied):
            kms.operations["ListKeys"](call, {})
        request_ = {"DecisionId": call.request_id}
    module = sys.modules[f"sealcanvas.doctor.{file}"]  # the folder has the operation under the same name
    answers = getattr(module, name)
    written: list[bool] = []

    def slowly(*arguments: Any, **members: Any) -> Any:
        def write() -> None:
            with world.instance.database.transaction():
                written.append(True)

        other = threading.Thread(target=write, daemon=True)
        other.start()
        other.join(5)
        assert written, "somebody else had to wait"
        return answers(*arguments, **members)

    monkeypatch.setattr(module, name, slowly)
    world.doctor(operation, **request_)
    assert written
