"""HTML of the console's few pages: everything that somebody named is escaped."""

from collections.abc import Iterable, Sequence
from html import escape

from sealcanvas.wire.message import Response


def page(status: int, title: str, body: str, *, leads_to: str = "") -> Response:
    """A whole page.

    Args:
        title: as text.
        body: as HTML.
        leads_to: where the browser goes by itself, at once.
    """
    onward = f'<meta http-equiv="refresh" content="0;url={escape(leads_to)}">' if leads_to else ""
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{onward}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)} · Sealcanvas</title><link rel="stylesheet" href="/console/style.css"></head>'
        f"<body>{body}</body></html>"
    )
    return Response(status, {"content-type": "text/html; charset=utf-8"}, text.encode())


def message(status: int, title: str, *paragraphs: str) -> Response:
    """A plain page that says something, in text."""
    return page(status, title, f"<h1>{escape(title)}</h1>" + "".join(f"<p>{escape(each)}</p>" for each in paragraphs))


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """A table of names and values, both text."""
    lines = (f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in rows)
    return f"<table><tbody>{''.join(lines)}</tbody></table>"


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table with a head, all text; a sentence where there are no rows."""
    if not rows:
        return '<p class="quiet">None yet.</p>'
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    lines = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"
    )


def refused(text: str) -> str:
    """A refusal in place of what was asked for."""
    return f'<p class="refused">{escape(text)}</p>'
