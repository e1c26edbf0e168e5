"""Policy tests and their results by the names of the service model."""

from typing import Any

from sealcanvas.access.words import Language
from sealcanvas.doctor.policy_tests.kept import KeptTest
from sealcanvas.doctor.policy_tests.run import Result
from sealcanvas.doctor.policy_tests.write import expectation_members, write_fixture


def summary(test: KeptTest) -> dict[str, Any]:
    """`PolicyTestSummary`."""
    fixture = test.fixture
    return {
        "Name": fixture.name,
        "Principal": fixture.asker.name or fixture.asker.kind,
        "Action": fixture.action,
        "Resource": fixture.resource,
        "Outcome": fixture.expect.outcome,
        "CreationTime": test.created_at,
        "LastModifiedTime": test.modified_at,
    }


def details(test: KeptTest) -> dict[str, Any]:
    """`PolicyTest`: the summary and the text."""
    return {**summary(test), "Document": write_fixture(test.fixture)}


def result(found: Result, language: Language) -> dict[str, Any]:
    """`PolicyTestResult`."""
    told: dict[str, Any] = {
        "Name": found.fixture.name,
        "Holds": found.holds,
        "Cause": found.cause,
        "Expected": expectation_members(found.fixture.expect),
        "Found": {"Outcome": found.found},
        "Explanation": found.why(language),
    }
    if found.layer and not found.abroad:
        told["Found"]["Layer"] = found.layer
    statement = found.statement
    if statement is not None:
        told["Found"] |= {"Document": statement.document, "Line": statement.line}
        if statement.sid:
            told["Found"]["Sid"] = statement.sid
    return told
