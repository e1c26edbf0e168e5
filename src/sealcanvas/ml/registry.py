"""Import every module of a package once, so that the classes defined there register themselves."""

import importlib
import pkgutil
from functools import cache


@cache
def import_all(package: str) -> None:
    """Import all modules of `package`; a new file joins by being there."""
    home = importlib.import_module(package)
    for module in pkgutil.iter_modules(home.__path__):
        importlib.import_module(f"{package}.{module.name}")
