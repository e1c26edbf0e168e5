"""Import a heavy library without going silent: some take seconds, and progress must be heard every second."""

import importlib
import sys
import threading
from collections.abc import Callable


def load(name: str, beat: Callable[[], None]) -> None:
    """Import the module `name` in a thread while calling `beat`, whose exceptions pass through."""
    if name in sys.modules:
        return
    failed: list[BaseException] = []

    def run() -> None:
        try:
            importlib.import_module(name)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, name=f"import {name}", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(0.2)
        beat()
    if failed:
        raise failed[0]
