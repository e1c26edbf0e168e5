"""A formula as a tree; `at` is a part's place in the text, from 1."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Value:
    """A number, text, truth value, or None for missing."""

    value: float | str | bool | None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Name:
    """A column."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Call:
    """A function or operator, by its name in `functions.FUNCTIONS`, and what it is applied to."""

    function: str
    arguments: "tuple[Tree, ...]"
    at: int = field(default=0, compare=False)


Tree = Value | Name | Call


def names(tree: Tree) -> set[str]:
    """The columns that it reads."""
    if isinstance(tree, Call):
        return set().union(*(names(argument) for argument in tree.arguments))
    return {tree.name} if isinstance(tree, Name) else set()


def operations(tree: Tree) -> int:
    """How many calls it takes; a part that stands in several places counts in each."""
    return 1 + sum(map(operations, tree.arguments)) if isinstance(tree, Call) else 0
