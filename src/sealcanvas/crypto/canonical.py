"""Injective encodings: distinct inputs never give the same bytes, so that a MAC over them means one thing."""

from collections.abc import Mapping

_COUNT_SIZE = 4
_LENGTH_SIZE = 8


def bind(*fields: bytes) -> bytes:
    """Encode a tuple of byte strings injectively: a count, then each field behind its length.

    Args:
        fields: any byte strings; their number and their borders are part of the encoding.

    Returns:
        u32 BE count, then for each field u64 BE length and the bytes.
    """
    parts = [len(fields).to_bytes(_COUNT_SIZE, "big")]
    for field in fields:
        parts += (len(field).to_bytes(_LENGTH_SIZE, "big"), field)
    return b"".join(parts)


def canonical(context: Mapping[str, str]) -> bytes:
    """Encode an encryption context injectively and whatever the order of its pairs.

    An empty context and an absent one are the same to KMS; both are the empty byte string.

    Args:
        context: the encryption context; names and values are encoded as UTF-8, case kept.

    Returns:
        b"" for an empty context; else `bind(name, value, …)`, sorted by the UTF-8 bytes of the names.

    Raises:
        ValueError: a name or a value is not valid Unicode (a lone surrogate), which has no UTF-8 form.
    """
    if not context:
        return b""
    pairs = sorted((name.encode(), value.encode()) for name, value in context.items())
    return bind(*(field for pair in pairs for field in pair))
