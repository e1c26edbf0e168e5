"""The media types that models take and give: docs/sagemaker.md, "Content types"."""

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How records are written."""

    CSV = "text/csv"
    JSON = "application/json"
    JSON_LINES = "application/jsonlines"
    PARQUET = "x-application/vnd.amazon+parquet"


class UnknownMedia(Exception):
    """No model of ours reads or writes that; the message says what is taken instead."""


ANSWERS = (Form.CSV, Form.JSON, Form.JSON_LINES)
_SPELLINGS = {"application/x-parquet": Form.PARQUET, "application/x-jsonlines": Form.JSON_LINES}
_HEADER = {"present": True, "absent": False}


@dataclass(frozen=True, slots=True)
class Media:
    """A content type that was understood.

    Attributes:
        header: whether a CSV's first line is a header; None to find out by the model's columns.
    """

    form: Form
    header: bool | None = None

    @property
    def by_line(self) -> bool:
        """Whether a line is a record."""
        return self.form in (Form.CSV, Form.JSON_LINES)


def read_content_type(text: str) -> Media:
    """What a Content-Type means; an empty one is CSV.

    Raises:
        UnknownMedia: it is none of ours, or has a parameter that would not be honoured.
    """
    name, *parameters = [part.strip().lower() for part in (text.strip() or Form.CSV).split(";")]
    try:
        form = _SPELLINGS.get(name) or Form(name)
    except ValueError:
        raise UnknownMedia(f"'{text}' is not supported. Use {', '.join(Form)}.") from None
    header: bool | None = None
    for parameter in filter(None, parameters):
        key, _, value = parameter.partition("=")
        if key == "charset" and value.strip('"') in ("utf-8", "utf8") and form is not Form.PARQUET:
            continue
        if key != "header" or form is not Form.CSV or value not in _HEADER:
            raise UnknownMedia(f"'{text}': the parameter '{parameter}' is not supported.")
        header = _HEADER[value]
    return Media(form, header)


def read_accept(text: str, given: Media) -> Form:
    """In which form the answer is wanted; without a wish, in that of the input (a Parquet file's is CSV).

    Raises:
        UnknownMedia: nothing that is wanted can be given.
    """
    wanted = [part.split(";")[0].strip().lower() for part in text.split(",") if part.strip()]
    if not wanted or "*/*" in wanted:
        return given.form if given.form in ANSWERS else Form.CSV
    for name in wanted:
        found = _SPELLINGS.get(name, name)
        if found in ANSWERS:
            return Form(found)
    raise UnknownMedia(f"'{text}' is not supported. Use {', '.join(ANSWERS)}.")
