"""Changing the policies of a question, document by document, whatever layer they stand in."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

from tests.support.literal import Question
from tests.support.literal.reading import Document, statements_of

Change = Callable[[str, list[dict[str, Any]]], list[dict[str, Any]]]
"""(the document's name, its statements) -> its statements from now on."""


def with_statements(asked: Question, change: Change) -> Question:
    """Return `asked` with `change` made to (copies of) the statements of every document."""

    def changed(document: Document) -> Document:
        name, body = document
        return name, {**body, "Statement": change(name, deepcopy(statements_of(body)))}

    return with_documents(asked, changed)


def with_documents(asked: Question, change: Callable[[Document], Document]) -> Question:
    """Return `asked` with every document put through `change`."""
    levels = asked.service_control
    return replace(
        asked,
        identity=tuple(map(change, asked.identity)),
        boundary=asked.boundary and change(asked.boundary),
        session=None if asked.session is None else tuple(map(change, asked.session)),
        service_control=None if levels is None else tuple(tuple(map(change, level)) for level in levels),
        resource_policy=asked.resource_policy and change(asked.resource_policy),
    )


def documents_of(asked: Question) -> list[Document]:
    """Return every document of `asked`."""
    found: list[Document] = []

    def note(document: Document) -> Document:
        found.append(document)
        return document

    with_documents(asked, note)
    return found
