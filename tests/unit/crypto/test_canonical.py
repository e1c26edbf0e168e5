import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcanvas.crypto.canonical import bind, canonical

# few letters and short strings, so that collisions of a careless encoding would be met
TEXT = st.text(alphabet="ab\0=,é𝄞", max_size=3)
CONTEXT = st.dictionaries(TEXT, TEXT, max_size=4)
FIELDS = st.lists(st.binary(max_size=9), max_size=4)


@given(CONTEXT, CONTEXT)
def test_distinct_contexts_encode_distinctly(left: dict[str, str], right: dict[str, str]) -> None:
    assert (canonical(left) == canonical(right)) == (left == right)


@given(CONTEXT)
def test_order_does_not_matter(context: dict[str, str]) -> None:
    reversed_context = dict(reversed(context.items()))
    assert canonical(reversed_context) == canonical(context)


@given(FIELDS, FIELDS)
def test_bind_is_injective(left: list[bytes], right: list[bytes]) -> None:
    assert (bind(*left) == bind(*right)) == (left == right)


@given(FIELDS)
def test_bind_is_prefix_free_so_nesting_is_safe(fields: list[bytes]) -> None:
    assert not bind(*fields, b"x").startswith(bind(*fields))


def test_the_written_form() -> None:
    assert canonical({}) == b""
    expected = bytes.fromhex("0000000200000000000000016100000000000000026263")
    assert canonical({"a": "bc"}) == expected
    assert bind() == bytes(4)


def test_case_and_unicode_forms_are_kept_apart() -> None:
    assert canonical({"A": "x"}) != canonical({"a": "x"})
    assert canonical({"é": "x"}) != canonical({"e\u0301": "x"})


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        canonical({"a": "\ud800"})
