"""Jupyter notebooks (nbformat 4) as bytes: https://nbformat.readthedocs.io/en/latest/format_description.html."""

import json
from collections.abc import Sequence
from pprint import pformat
from typing import Any

CONTENT_TYPE = "application/x-ipynb+json"

Cell = dict[str, Any]


def text(source: str) -> Cell:
    """A cell of Markdown."""
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code(source: str) -> Cell:
    """A cell of Python, not executed."""
    return {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": source.strip("\n")}


def assigned(**values: Any) -> Cell:
    """A cell that gives names to JSON-able values, in their order."""
    return code("\n".join(f"{name} = {pformat(value, width=110, sort_dicts=False)}" for name, value in values.items()))


def notebook(cells: Sequence[Cell]) -> bytes:
    """The notebook's file."""
    whole = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
        },
        "cells": [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells, 1)],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()
