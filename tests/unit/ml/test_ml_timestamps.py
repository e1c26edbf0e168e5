import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.ml import timestamps


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (["2020-01-31"], "2020-01-31"),
        (["2020-01-31 18:05:00"], "2020-01-31T18:05"),
        (["2020-01-31T18:05:00Z"], "2020-01-31T18:05"),
        (["2020-01-31T18:05:00+09:00"], "2020-01-31T09:05"),
        (["2020/1/31"], "2020-01-31"),
        (["1/2/2020", "1/31/2020"], "2020-01-02"),
        (["1/2/2020", "31/1/2020"], "2020-02-01"),
        (["31.01.2020"], "2020-01-31"),
        (["1/31/20"], "2020-01-31"),
        (["2020-01"], "2020-01-01"),
        (["Jan 31 2020"], "2020-01-31"),
        (["2020年1月31日"], "2020-01-31"),
    ],
)
def test_reads_one_format_for_a_whole_column(texts: list[str], first: str) -> None:
    found = timestamps.parse(pa.array([*texts, None]))
    assert found[0] == np.datetime64(first)
    assert np.isnat(found).tolist() == [False] * len(texts) + [True]


@pytest.mark.parametrize(
    ("number", "moment"), [(2020, "2020-01-01"), (20200131, "2020-01-31"), (1580493600, "2020-01-31T18:00")]
)
def test_reads_whole_numbers(number: int, moment: str) -> None:
    assert timestamps.parse(pa.array([number]))[0] == np.datetime64(moment)


def test_what_is_no_date_is_missing() -> None:
    assert np.isnat(timestamps.parse(pa.array(["hello", "2021-02-30", "", "12"]))[:3]).all()
    assert np.isnat(timestamps.parse(pa.array([1.5]))).all()
