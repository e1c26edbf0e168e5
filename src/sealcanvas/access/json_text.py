"""JSON read with the place of every value, and on past its faults, so that one reading finds all of them.

The grammar is RFC 8259; faults that people make in policies (a comma missing or too many, single quotes, a comment, a
bracket left open, a member written twice) are each named once, and the reading goes on as if they were mended.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

from sealcanvas.access.finding import Finding, printable

MAX_CHARACTERS = 131_072
"""No policy of AWS may be longer (a key policy: 32,768 bytes); a longer text is refused unread."""

MAX_DEPTH = 32
MAX_FAULTS = 50

NodeKind = Literal["object", "array", "string", "number", "boolean", "null"]

_SPACE = re.compile(r"[ \t\r\n]*")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/|#[^\n]*", re.DOTALL)
_STRING = re.compile(r'"((?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"')
_LOOSE_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_SINGLE_QUOTED = re.compile(r"'((?:[^'\\\n]|\\.)*)'|[“”]([^“”\"\n]*)[“”\"]")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])", re.ASCII)
_WORD = re.compile(r"[^\s,:{}\[\]\"']+")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


@dataclass(slots=True)
class Node:
    """One JSON value, where it begins (`line` and `column` from 1) and where it has ended.

    `text` is the value of a string, and of any other scalar as written; `members` are an object's pairs of key and
    value in the order of the text, `items` an array's.
    """

    kind: NodeKind
    line: int
    column: int
    text: str = ""
    end_line: int = 0
    end_column: int = 0
    members: list[tuple["Node", "Node"]] = field(default_factory=list)
    items: list["Node"] = field(default_factory=list)

    def member(self, name: str) -> "Node | None":
        """Return the value of the object's member `name`, or None."""
        for key, value in self.members:
            if key.text == name:
                return value
        return None


class _TooBrokenError(Exception):
    """The reading cannot go on: what follows would be guesswork."""


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.faults: list[Finding] = []
        self._line_starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def fault(self, code: str, message: str, mend: str, offset: int) -> None:
        line, column = self.place(offset)
        message, mend = printable(message), printable(mend)
        self.faults.append(Finding(code, message, mend, line, column, refused=True))
        if len(self.faults) >= MAX_FAULTS:
            raise _TooBrokenError

    def peek(self) -> str:
        """Skip space (and comments, which are a fault) and return the next character, "" at the end."""
        while True:
            space = _SPACE.match(self.text, self.at)
            if space is not None:
                self.at = space.end()
            comment = _COMMENT.match(self.text, self.at)
            if comment is None:
                return self.text[self.at : self.at + 1]
            self.fault("json-comment", "JSON has no comments.", "Remove it.", self.at)
            self.at = comment.end()

    def node(self, kind: NodeKind, offset: int, text: str = "") -> Node:
        line, column = self.place(offset)
        return Node(kind, line, column, text, line, column + self.at - offset)  # no scalar goes over a line's end

    def value(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            self.fault("json-depth", f"The text is nested more than {MAX_DEPTH} deep.", "Flatten it.", self.at)
            raise _TooBrokenError
        character = self.peek()
        if character == "{":
            return self.container(depth, "object", "}")
        if character == "[":
            return self.container(depth, "array", "]")
        if character in ('"', "'", "“", "”"):
            return self.string()
        return self.scalar()

    def scalar(self) -> Node:
        start = self.at
        number = _NUMBER.match(self.text, start)
        if number is not None:
            self.at = number.end()
            return self.node("number", start, number.group())
        word = _WORD.match(self.text, start)
        if word is None:
            what = self.text[start : start + 1]
            shown = f"`{what}` stands" if what else "the text ends"
            self.fault("json-value", f"A value is missing: {shown} in its place.", "Write the value.", start)
            if not what:
                raise _TooBrokenError
            if what == ":":
                self.at += 1
            return self.node("null", start)
        self.at = word.end()
        text = word.group()
        if text in ("true", "false"):
            return self.node("boolean", start, text)
        if text == "null":
            return self.node("null", start)
        self.fault("json-unquoted", f"`{text[:60]}` has no quotes.", f'Write "{text[:60]}".', start)
        return self.node("string", start, text)

    def string(self) -> Node:
        start = self.at
        found = _STRING.match(self.text, start)
        if found is not None:
            self.at = found.end()
            raw = found.group(1)
            if "\\" not in raw:
                return self.node("string", start, raw)
            text = _unescaped(raw)
            if _LONE_SURROGATE.search(text):
                self.fault("json-escape", "A \\u escape is half of a pair.", "Write the character itself.", start)
            return self.node("string", start, text)
        if self.text[start] != '"':
            return self.single_quoted(start)
        loose = _LOOSE_STRING.match(self.text, start)
        if loose is None:
            self.fault("json-string-open", "This text has no closing quote.", 'Add a `"` at its end.', start)
            end = re.compile(r"[,\n]|\Z").search(self.text, start)
            self.at = len(self.text) if end is None else end.start()
            return self.node("string", start, self.text[start + 1 : self.at].strip())
        self.at = loose.end()
        self.fault(
            "json-escape",
            "This text has a character or a backslash escape that JSON does not know.",
            "Double the backslash, or write the character as \\n, \\t or \\u and four digits.",
            start,
        )
        return self.node("string", start, loose.group(1))

    def single_quoted(self, start: int) -> Node:
        found = _SINGLE_QUOTED.match(self.text, start)
        if found is None:
            self.fault("json-quotes", "This quote is not one of JSON.", 'Write `"`.', start)
            self.at += 1
            return self.node("string", start)
        self.at = found.end()
        text = found.group(1) or found.group(2) or ""
        self.fault("json-quotes", "JSON takes only straight double quotes.", f'Write "{text[:60]}".', start)
        return self.node("string", start, text)

    def container(self, depth: int, kind: Literal["object", "array"], close: str) -> Node:
        node = self.node(kind, self.at)
        opened = self.at
        self.at += 1
        comma: int | None = None
        names: set[str] = set()
        while True:
            character = self.peek()
            if character in ("}", "]"):
                self.closing(character, close, node)
                node.end_line, node.end_column = self.place(self.at)
                if comma is not None:
                    self.fault(
                        "json-comma-extra",
                        f"One comma too many stands before `{character}`.",
                        "Remove the comma.",
                        comma,
                    )
                return node
            if not character:
                opening = self.text[opened]
                self.fault("json-open", f"This `{opening}` is never closed.", f"Add the `{close}`.", opened)
                raise _TooBrokenError
            if character == ",":
                self.fault("json-comma-extra", "One comma too many.", "Remove the comma.", self.at)
                self.at += 1
                continue
            self.element(node, depth, names)
            comma = self.separator(node)

    def closing(self, character: str, close: str, node: Node) -> None:
        if character != close:
            self.fault(
                "json-bracket",
                f"`{character}` closes what `{'{' if close == '}' else '['}` opened on line {node.line}.",
                f"Write `{close}`.",
                self.at,
            )
        self.at += 1

    def element(self, node: Node, depth: int, names: set[str]) -> None:
        before = self.at
        if node.kind == "array":
            node.items.append(self.value(depth + 1))
        else:
            self.member(node, depth, names)
        if self.at == before:  # nothing could be read: step over it, so that the reading ends
            self.at += 1

    def member(self, node: Node, depth: int, names: set[str]) -> None:
        start = self.at
        key = self.value(depth + 1)
        if key.kind != "string":
            self.fault("json-key", "The name of a member must be a text.", "Put it in quotes.", self.at)
        if self.peek() == ":":
            self.at += 1
            value = self.value(depth + 1)
        else:
            self.fault("json-colon", f'A colon is missing after "{key.text[:60]}".', "Put one there.", self.at)
            if self.peek() in (",", "}", "]", ""):
                return
            value = self.value(depth + 1)
        if key.text in names:
            message = f'"{key.text[:60]}" stands twice in one object; the first would be lost.'
            self.fault("json-duplicate-key", message, "Join the two into one.", start)
        names.add(key.text)
        node.members.append((key, value))

    def separator(self, node: Node) -> int | None:
        """Step over the comma after an element and return its place; a missing one is a fault at the element's end."""
        end = self.at
        character = self.peek()
        if character == ",":
            comma = self.at
            self.at += 1
            return comma
        if character and character not in "}]":
            last = node.items[-1] if node.items else node.members[-1][1] if node.members else None
            after = f' after "{last.text[:60]}"' if last is not None and last.kind == "string" else ""
            self.fault("json-comma-missing", f"A comma is missing{after}.", "Put a comma there.", end)
        return None


def _unescaped(raw: str) -> str:
    def replace(found: re.Match[str]) -> str:
        digits, character = found.group(1), found.group(2)
        return chr(int(digits, 16)) if digits else _ESCAPES.get(character, character)

    text = _ESCAPE.sub(replace, raw)
    return _SURROGATES.sub(lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), text)


def read_json(text: str) -> tuple[Node | None, list[Finding]]:
    """Return the value that `text` holds and all its faults; None for the value if it cannot be told."""
    if len(text) > MAX_CHARACTERS:
        message = f"The policy is longer than {MAX_CHARACTERS:,} characters."
        return None, [Finding("too-long", message, "Shorten it.", 1, 1, refused=True)]
    reader = _Reader(text)
    node: Node | None = None
    try:
        if text.startswith("\ufeff"):
            reader.fault("json-bom", "The text begins with a byte order mark.", "Save it as plain UTF-8.", 0)
            reader.at = 1
        if not reader.peek():
            reader.fault("json-empty", "The policy is empty.", "Write a JSON object.", reader.at)
            return None, reader.faults
        node = reader.value(0)
        if reader.peek():
            reader.fault("json-trailing", "Text follows after the end of the policy.", "Remove it.", reader.at)
    except _TooBrokenError:
        node = None
    return node, reader.faults
