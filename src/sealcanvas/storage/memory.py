"""Answers that are remembered, each under the stamp of the tables that it was read from."""

from collections.abc import Callable
from typing import Any

_LONGEST = 1_024  # characters of an argument that is remembered: no name of anything is longer, and strangers may ask

Stamp = tuple[int, ...]
NOTHING = object()
"""What is found where nothing is remembered; None is an answer."""


def rememberable(args: tuple[Any, ...]) -> bool:
    """Whether a question with these arguments may be remembered."""
    return not any(isinstance(each, str) and len(each) > _LONGEST for each in args)


class Answers:
    """Those of one question, by its arguments; the oldest goes first.

    Args:
        most: to keep.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[tuple[Any, ...], tuple[Stamp, Any]] = {}

    def found(self, args: tuple[Any, ...], stamp: Stamp) -> Any:
        """The answer that was kept under that stamp, or NOTHING."""
        found = self._known.get(args)
        return found[1] if found is not None and found[0] == stamp else NOTHING

    def keep(self, args: tuple[Any, ...], stamp: Stamp, answer: Any) -> None:
        """Remember an answer; one thread at a time."""
        self._known.pop(args, None)
        if len(self._known) >= self._most:
            self._known.pop(next(iter(self._known)), None)
        self._known[args] = (stamp, answer)


class Memory:
    """The answers of every question that is remembered."""

    def __init__(self) -> None:
        self._answers: dict[Callable[..., Any], Answers] = {}

    def of(self, question: Callable[..., Any], most: int) -> Answers:
        """Those of one question, of which at most so many are kept."""
        found = self._answers.get(question)
        return found if found is not None else self._answers.setdefault(question, Answers(most))
