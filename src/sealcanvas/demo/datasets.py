"""Four real data sets that packages ship, as the CSV files that an analyst would have.

Cars (Ramos and Donoho 1983), Seattle's weather (NOAA) and US employment by industry (Bureau of Labor Statistics)
come with `vega_datasets`; the Wisconsin breast cancer set (Street, Wolberg, Mangasarian 1995) with scikit-learn.
"""

import io
import json
from dataclasses import dataclass
from importlib import resources

import pandas as pd

_CARS_IN_JAPANESE = {
    "Name": "車名",
    "Miles_per_Gallon": "燃費",
    "Cylinders": "気筒数",
    "Displacement": "排気量",
    "Horsepower": "馬力",
    "Weight_in_lbs": "車両重量",
    "Acceleration": "加速性能",
    "Year": "年式",
    "Origin": "生産国",
}


@dataclass(frozen=True, slots=True)
class DemoData:
    """One data set: what is learned from and what is predicted for, both as CSV.

    Attributes:
        new: rows without their target; empty for a time series, which is predicted from its end.
        canaries: texts that stand in the files and must never be found on a disk.
    """

    name: str
    title: str
    target: str
    problem: str
    rows: int
    train: bytes
    new: bytes
    canaries: tuple[str, ...]


def load_all() -> list[DemoData]:
    """The four sets, one for each problem type."""
    return [_cars(), _breast_cancer(), _weather(), _employment()]


def _vega(name: str) -> bytes:
    return (resources.files("vega_datasets") / "_data" / name).read_bytes()


def _tabular(
    name: str, title: str, frame: pd.DataFrame, target: str, problem: str, canaries: tuple[str, ...]
) -> DemoData:
    """Keep every tenth row for the prediction, without its target."""
    held = frame.index % 10 == 9
    train = frame[~held]
    new = frame[held].drop(columns=target)
    return DemoData(name, title, target, problem, len(train), _csv(train), _csv(new), canaries)


def _csv(frame: pd.DataFrame) -> bytes:
    buffer = io.StringIO()
    frame.to_csv(buffer, index=False)
    return buffer.getvalue().encode()


def _cars() -> DemoData:
    frame = pd.DataFrame(json.loads(_vega("cars.json"))).rename(columns=_CARS_IN_JAPANESE)
    frame = frame[frame["燃費"].notna()].reset_index(drop=True)
    canaries = ("chevrolet chevelle malibu", "車両重量", "加速性能", "mercedes-benz 280s", "1970-01-01,USA")
    return _tabular("cars", "Fuel economy of cars", frame, "燃費", "Regression", canaries)


def _breast_cancer() -> DemoData:
    from sklearn.datasets import load_breast_cancer

    loaded = load_breast_cancer(as_frame=True)
    frame = loaded.data.copy()
    frame["diagnosis"] = [str(loaded.target_names[code]) for code in loaded.target]
    canaries = ("worst fractal dimension", "mean concave points", "malignant", "0.2776")
    return _tabular("tumours", "Breast tumours", frame, "diagnosis", "BinaryClassification", canaries)


def _weather() -> DemoData:
    frame = pd.read_csv(io.BytesIO(_vega("seattle-weather.csv")))
    canaries = ("precipitation", "temp_max,temp_min", "2012/01/02,10.9,10.6,2.8")
    return _tabular("weather", "Weather of Seattle", frame, "weather", "MulticlassClassification", canaries)


def _employment() -> DemoData:
    wide = pd.read_csv(io.BytesIO(_vega("us-employment.csv"))).drop(columns="nonfarm_change")
    long = wide.melt(id_vars="month", var_name="industry", value_name="employees")
    canaries = ("trade_transportation_utilties", "professional_and_business_services", "leisure_and_hospitality")
    return DemoData(
        "employment", "US employment", "employees", "TimeSeriesForecasting", len(long), _csv(long), b"", canaries
    )
