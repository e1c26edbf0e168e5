"""What idle workers import, so that a build need not wait for it; the server itself never does.

In this order, one after the other: a job that comes meanwhile waits for one of them at most.
"""

PRELOAD = (
    "numpy",
    "pyarrow",
    "pyarrow.csv",
    "pyarrow.parquet",
    "sealcanvas.ml.table",
    "sealcanvas.ml.tabular",
    "sealcanvas.jobs.tasks.automl",
    "sealcanvas.jobs.tasks.import_dataset",
    "scipy.optimize",
    "lightgbm",
    "sklearn.ensemble",
)
