"""QueryForecast's Filters: what identifies a series."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from sealcanvas.forecast.errors import InvalidInputException
from sealcanvas.forecast.forecasts.query_forecast import _key


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (["item_id"], "Filters must name item_id, which identifies a series."),
        (["item_id", "shop"], "Filters must name item_id, shop, which together identify a series."),
    ],
)
def test_filters_name_every_key(keys: list[str], told: str) -> None:
    made = cast("Any", SimpleNamespace(details={"keys": keys}))
    assert _key(made, dict.fromkeys(keys, "a")) == ["a"] * len(keys)
    with pytest.raises(InvalidInputException) as refused:
        _key(made, {"other": "a"})
    assert refused.value.message == told
