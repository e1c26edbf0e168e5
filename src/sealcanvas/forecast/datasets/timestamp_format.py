"""TimestampFormat: Java's SimpleDateFormat letters, as far as they have a twin in strptime."""

import re

from sealcanvas.forecast.errors import InvalidInputException

_LETTERS = {
    "yyyy": "%Y",
    "yy": "%y",
    "MMMM": "%B",
    "MMM": "%b",
    "MM": "%m",
    "dd": "%d",
    "HH": "%H",
    "hh": "%I",
    "mm": "%M",
    "ss": "%S",
    "a": "%p",
}
_TOKEN = re.compile(r"'([^']*)'|([a-zA-Z])\2*|.", re.DOTALL)


def strptime_format(text: str) -> str:
    """The strptime form of a TimestampFormat such as "yyyy-MM-dd HH:mm:ss".

    Raises:
        InvalidInputException: it has letters that are not supported.
    """
    parts = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        if match[1] is not None:
            parts.append(match[1].replace("%", "%%"))
        elif match[2] is None:
            parts.append(token.replace("%", "%%"))
        elif token in _LETTERS:
            parts.append(_LETTERS[token])
        else:
            known = ", ".join(_LETTERS)
            raise InvalidInputException(f"TimestampFormat has '{token}', which is not supported. Use {known}.")
    return "".join(parts)
