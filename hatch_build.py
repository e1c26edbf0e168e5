"""Wheels and source distributions carry the built web page, so that nobody who installs them needs Node."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent / "tools"))
import build_web


class WebPage(BuildHookInterface[Any]):
    """Builds web/ where the page is not there, or is known to be outdated; a checkout builds its own (`make up`)."""

    def dependencies(self) -> list[str]:
        """Node from PyPI, where it is needed and there is none."""
        root = Path(self.root)
        return [build_web.NODE_PACKAGE + ">=22"] if build_web.outdated(root) and not build_web.node_on_path() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's interface
        """Have the page built before a wheel or a source distribution is made."""
        if version != "editable" and build_web.outdated(Path(self.root)):
            build_web.build(Path(self.root))
