"""A beat that remembers what it raised: a library may swallow it, and it must not pass for the library's own."""

from collections.abc import Callable


class Heard:
    """`beat`, to be called instead of it.

    Attributes:
        raised: what the beat raised: cancelling, a refused key.
    """

    def __init__(self, beat: Callable[[], None]) -> None:
        self._beat = beat
        self.raised: BaseException | None = None

    def __call__(self) -> None:
        """Beat; raises what the beat raises."""
        try:
            self._beat()
        except BaseException as error:
            self.raised = error
            raise
