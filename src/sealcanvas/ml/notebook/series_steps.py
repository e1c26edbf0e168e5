"""The notebook's cells of reading, back-testing and forecasting."""

READ = '''
import os
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
DATA = os.environ.get("DATA", "training-data.csv")
AS_TEXT = dict.fromkeys(KEYS, str)
parquet = DATA.endswith((".parquet", ".pq"))
table = pd.read_parquet(DATA).astype(dict.fromkeys(KEYS, "string")) if parquet else pd.read_csv(DATA, dtype=AS_TEXT)
moments = pd.to_datetime(table[TIME], errors="coerce", format="mixed").dt.tz_localize(None)
table = table[moments.notna()].reset_index(drop=True)
ordinals = pd.PeriodIndex(moments.dropna(), freq=UNIT).astype("int64")
table["period"] = (ordinals - ordinals.min()) // COUNT
table[TARGET] = pd.to_numeric(table[TARGET], errors="coerce")
first_period, clock = ordinals.min(), pd.PeriodIndex(moments.dropna(), freq=UNIT)
HOW = {"avg": "mean"}.get(AGGREGATION, AGGREGATION)

names, series, starts, known = [], [], [], {name: [] for name in KNOWN}


def holidays_of(periods):
    """How many of the country's holidays fall into the days of each period."""
    from holidays import country_holidays

    ends = pd.PeriodIndex.from_ordinals(first_period + np.append(periods, periods[-1] + 1) * COUNT, freq=clock.freqstr)
    days = ends.start_time.to_numpy().astype("datetime64[D]")
    first, stops = days[:-1], np.maximum(days[1:], days[:-1] + 1)
    years = range(first[0].astype(object).year, stops[-1].astype(object).year + 1)
    off = np.array(sorted(country_holidays(HOLIDAYS, years=years)), dtype="datetime64[D]")
    return (np.searchsorted(off, stops) - np.searchsorted(off, first)).astype(float)


for key, rows in table.groupby(KEYS, sort=True, dropna=False):
    told = rows[rows[TARGET].notna()].groupby("period")[TARGET].agg(HOW)
    if len(told) < 2:
        continue
    span = np.arange(told.index.min(), told.index.max() + 1)
    gaps = FILLING.get("middlefill", "zero")
    filled = told.reindex(span)
    rules = {"mean": filled.mean(), "median": filled.median(), "min": filled.min(), "max": filled.max(), "zero": 0.0}
    if gaps == "value":
        rules["value"] = float(FILLING["middlefill_value"])
    names.append(key if isinstance(key, tuple) else (key,))
    series.append((filled.interpolate() if gaps == "nan" else filled.fillna(rules.get(gaps, 0.0))).to_numpy(float))
    starts.append(int(span[0]))
    whole = np.arange(span[0], span[-1] + 1 + HORIZON)
    for name, kind in KNOWN.items():
        column = rows.groupby("period")[name].first().reindex(whole).ffill().bfill()
        known[name].append(column)
for name, kind in KNOWN.items():
    if kind == "categorical":
        levels = sorted({str(value) for column in known[name] for value in column.dropna()})
        codes = {value: place for place, value in enumerate(levels)}
        known[name] = [np.array([codes.get(str(value), np.nan) for value in column]) for column in known[name]]
    else:
        known[name] = [pd.to_numeric(column, errors="coerce").to_numpy(float) for column in known[name]]
if HOLIDAYS:
    spans = [start + np.arange(len(values) + HORIZON) for start, values in zip(starts, series)]
    known["Holiday_" + HOLIDAYS] = [holidays_of(span) for span in spans]
print(f"{len(series):,} series, {sum(map(len, series)):,} periods")
'''

BACKTEST = '''
long = [place for place, values in enumerate(series) if len(values) >= 2 * SEASON + HORIZON + 3]
windows = [number for number in range(1, WINDOWS + 1) if all(len(series[p]) > number * HORIZON + 2 for p in long)]
ahead = {name: [columns[place] for place in long] for name, columns in known.items()}
truth = np.array([[series[p][len(series[p]) - number * HORIZON :][:HORIZON] for p in long] for number in windows])
scale = np.array([[
    max(np.abs(np.diff(cut) if len(cut) <= SEASON else cut[SEASON:] - cut[:-SEASON]).mean(), 1e-9)
    for cut in (series[place][: len(series[place]) - number * HORIZON] for place in long)] for number in windows])
said = {}
for name in dict.fromkeys(["seasonal-naive", *MEMBERS]):
    told = [forecast(name, [series[p][: len(series[p]) - number * HORIZON] for p in long], ahead) for number in windows]
    if any(window is None for window in told):
        print(f"{name} is left out.")
        continue
    said[name] = np.array(told)
shares = {name: share for name, share in MEMBERS.items() if name in said} or {"seasonal-naive": 1.0}
whole = sum(shares.values())
said["ensemble"] = sum(share / whole * said[name] for name, share in shares.items())


def spread(point):
    """Offsets in units of a series' scale, by quantile: the absolute residuals' quantile on either side."""
    sizes = np.abs((truth - point) / scale[:, :, None]).ravel()
    return [float(np.sign(level - 0.5) * np.quantile(sizes, abs(2 * level - 1))) for level in QUANTILES]


def scores(point):
    """The metrics of a forecast, by SageMaker's names."""
    error, size = np.abs(truth - point), max(np.abs(truth).sum(), 1e-9)
    losses = []
    for level, offset in zip(QUANTILES, spread(point)):
        miss = truth - (point + offset * scale[:, :, None])
        losses.append(2 * np.maximum(level * miss, (level - 1) * miss).sum() / size)
    near = truth != 0
    return {
        "AverageWeightedQuantileLoss": np.mean(losses),
        "WAPE": error.sum() / size,
        "RMSE": ((truth - point) ** 2).mean() ** 0.5,
        "MAPE": (error[near] / np.abs(truth[near])).mean() if near.any() else np.nan,
        "MASE": (error / scale[:, :, None]).mean(),
    }


leaderboard = pd.DataFrame({name: scores(point) for name, point in said.items()}).T
print(leaderboard.rename(index={"seasonal-naive": "baseline"}).to_string(float_format="{:.4f}".format))
'''

FORECAST = """
found = {name: forecast(name, series, known) for name in shares}
point = sum(share / whole * found[name] for name, share in shares.items() if found[name] is not None)
apart = [np.abs(values[SEASON:] - values[:-SEASON]) if len(values) > SEASON else np.zeros(1) for values in series]
steps = np.array([each.mean() for each in apart])
answer = pd.DataFrame(np.repeat(np.array(names, dtype=object), HORIZON, axis=0), columns=KEYS)
periods = np.concatenate([start + len(values) + np.arange(HORIZON) for start, values in zip(starts, series)])
ends = pd.PeriodIndex.from_ordinals(first_period + periods * COUNT, freq=clock.freqstr)
answer[TIME] = ends.to_timestamp()
for level, offset in zip(QUANTILES, spread(said["ensemble"])):
    answer[f"p{round(100 * level)}"] = (point + offset * steps[:, None]).ravel()
print(answer.head(10).to_string())
"""
