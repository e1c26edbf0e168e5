"""A whole policy document."""

from dataclasses import dataclass

from sealcanvas.access.finding import Finding
from sealcanvas.access.json_text import Node, read_json
from sealcanvas.access.reading.report import PolicyKind, Report, TooManyFaultsError, shown
from sealcanvas.access.reading.statements import ELEMENTS, StatementReader, refuse_element
from sealcanvas.access.statement import Statement

_DOCUMENT_ELEMENTS = ("Version", "Id", "Statement")
_WITH_VARIABLES = "2012-10-17"
_VERSIONS = (_WITH_VARIABLES, "2008-10-17")


@dataclass(frozen=True, slots=True)
class Reading:
    """A policy text as far as it could be read; `node` is None if it is no JSON at all.

    If a finding is refused, the statements are of no use.
    """

    node: Node | None
    statements: tuple[Statement, ...]
    findings: tuple[Finding, ...]


def read_document(text: str, kind: PolicyKind) -> Reading:
    """Return what `text` holds, compiled, and every finding on its form, in the order of the text."""
    node, faults = read_json(text)
    report = Report(kind, faults)
    statements: tuple[Statement, ...] = ()
    if node is not None:
        try:
            statements = _read(report, node)
        except TooManyFaultsError:
            statements = ()
    return Reading(node, statements, tuple(sorted(report.findings, key=lambda each: (each.line, each.column))))


def _read(report: Report, node: Node) -> tuple[Statement, ...]:
    if node.kind != "object":
        report.refuse(node, "wrong-type", "A policy must be a JSON object.", "Write {…}.")
        return ()
    bare = node.member("Statement") is None and any(key.text in ELEMENTS for key, _ in node.members)
    if bare:
        mend = f'Put {{"Version": "{_WITH_VARIABLES}", "Statement": [ … ]}} around it.'
        report.refuse(node, "statement-missing", "This is a bare statement, not a policy.", mend)
        statement = StatementReader(report, variables=True).read(node, 0)
        return () if statement is None else (statement,)
    for key, _ in node.members:
        if key.text not in _DOCUMENT_ELEMENTS:
            refuse_element(report, key, _DOCUMENT_ELEMENTS, "policy")
    identifier = node.member("Id")
    if identifier is not None and identifier.kind != "string":
        report.refuse(identifier, "wrong-type", "Id must be a text.", "Put it in quotes.")
    return _statements(report, node, variables=_version(report, node) == _WITH_VARIABLES)


def _version(report: Report, node: Node) -> str:
    version = node.member("Version")
    if version is None:
        mend = f'Add "Version": "{_WITH_VARIABLES}".'
        report.warn(node, "version-missing", "Without a Version, policy variables do not count.", mend)
        return _VERSIONS[1]
    if version.kind != "string" or version.text not in _VERSIONS:
        message = f"The policy must contain a valid version string; {shown(version.text)} is none."
        report.refuse(version, "version-invalid", message, f'Write "{_WITH_VARIABLES}".')
    return version.text


def _statements(report: Report, node: Node, *, variables: bool) -> tuple[Statement, ...]:
    element = node.member("Statement")
    if element is None:
        report.refuse(node, "statement-missing", "The policy has no Statement.", 'Add "Statement": [ … ].')
        return ()
    items = element.items if element.kind == "array" else [element]
    if not items:
        report.warn(element, "no-effect", "The policy has no statement: it has no effect.", "Add a statement.")
    reader = StatementReader(report, variables=variables)
    read = (reader.read(item, index) for index, item in enumerate(items))
    return tuple(statement for statement in read if statement is not None)
