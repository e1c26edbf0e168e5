import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcanvas.iam.errors import ValidationError
from sealcanvas.iam.paging import Page


@given(items=st.sets(st.text(min_size=1, max_size=9)), limit=st.integers(1, 5))
def test_the_pages_are_the_list(items: set[str], limit: int) -> None:
    seen: list[str] = []
    request: dict[str, object] = {"MaxItems": limit}
    while True:
        page, more = Page(request).of(items, str)
        assert len(page) <= limit
        seen += page
        if not more["IsTruncated"]:
            break
        request["Marker"] = more["Marker"]
    assert seen == sorted(items)


@pytest.mark.parametrize("marker", ["x", "/////w==", "gA=="])
def test_a_marker_that_is_none(marker: str) -> None:
    with pytest.raises(ValidationError):
        Page({"Marker": marker})
