"""The operators of SageMaker's table "Supported JSONPath Operators", and what is none of them."""

from typing import Any

import pytest

from sealcanvas.jobs.inference.json_path import BadPath, NotThere, parse_path

RECORD = {
    "id": 7,
    "features": [1, 2, 3, 4, 5, 6],
    "a": {"b": {"c": "d"}, "x": 1},
    "氏名": "花",
    "SageMakerOutput": {"y": 2},
}
ROW = ["a", "b", "c", "d", "e", "f"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$", RECORD),
        ("", RECORD),
        ("$.id", 7),
        ("$.氏名", "花"),
        ("$['a']", RECORD["a"]),
        ("$.a.b.c", "d"),
        ("$['a']['b'].c", "d"),
        ("$.a.['b','x']", {"b": {"c": "d"}, "x": 1}),
        ("$['id','SageMakerOutput']", {"id": 7, "SageMakerOutput": {"y": 2}}),
        ("$.a.*", [{"c": "d"}, 1]),
        ("$.a[*]", [{"c": "d"}, 1]),
        ("$.features[0]", 1),
        ("$.features[-1]", 6),
        ("$.features[1,3,5]", [2, 4, 6]),
        ("$.features[*]", [1, 2, 3, 4, 5, 6]),
        ("$['a','SageMakerOutput'].*", [[{"c": "d"}, 1], [2]]),
    ],
)
def test_objects(text: str, found: Any) -> None:
    assert parse_path(text).of(RECORD) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$", ROW),
        ("$[1]", ["b"]),
        ("$[0,-1]", ["a", "f"]),
        ("$[1:]", ["b", "c", "d", "e", "f"]),
        # AWS: "$[1:4] specifies the second through fifth columns"
        ("$[1:4]", ["b", "c", "d", "e"]),
        ("$[:5]", ROW),
        ("$[-2:]", ["e", "f"]),
        ("$[:-2]", ["a", "b", "c", "d", "e"]),
        ("$[0,4:]", ["a", "e", "f"]),
        ("$[*]", ROW),
    ],
)
def test_rows_of_csv(text: str, found: list[str]) -> None:
    path = parse_path(text)
    assert path.whole or path.positional
    assert path.of_row(ROW) == found


@pytest.mark.parametrize("text", ["$[6]", "$[-7]", "$[2:6]", "$[7:]", "$[4:2]", "$[0,6]"])
def test_an_index_beyond_the_row_is_not_there(text: str) -> None:
    with pytest.raises(NotThere):
        parse_path(text).of_row(ROW)


@pytest.mark.parametrize("text", ["$.none", "$['id','none']", "$.id.x", "$.id[0]", "$.id.*", "$.features[6]", "$.a[0]"])
def test_an_attribute_that_a_record_lacks_is_not_there(text: str) -> None:
    with pytest.raises(NotThere):
        parse_path(text).of(RECORD)


@pytest.mark.parametrize(
    "text",
    [
        "id",
        "@.id",
        "$..id",
        "$[",
        "$]",
        "$[0",
        "$['a",
        "$[a]",
        "$[?(@.x>1)]",
        "$.a b",
        "$[0:2,4:]",
        "$[1.5]",
        "$['a',1]",
        "$x",
    ],
)
def test_what_is_no_operator_of_the_subset_is_refused(text: str) -> None:
    with pytest.raises(BadPath):
        parse_path(text)


def test_commas_and_brackets_in_quotes_belong_to_the_name() -> None:
    assert parse_path("$['a,b]','c']").of({"a,b]": 1, "c": 2}) == {"a,b]": 1, "c": 2}
