"""The notebook's cell of forecasters."""

CODE = '''
import lightgbm
from statsforecast import StatsForecast
from statsforecast.models import (
    MSTL,
    AutoARIMA,
    AutoCES,
    AutoETS,
    CrostonSBA,
    DynamicOptimizedTheta,
    SeasonalNaive,
)

STATISTICAL = {
    "seasonal-naive": lambda: SeasonalNaive(SEASON),
    "theta": lambda: DynamicOptimizedTheta(season_length=SEASON),
    "ces": lambda: AutoCES(season_length=SEASON),
    "ets": lambda: AutoETS(season_length=SEASON if SEASON <= 24 else 1),
    "mstl": lambda: MSTL(season_length=SEASON) if SEASON > 1 else AutoETS(model="ZZN"),
    "intermittent": lambda: CrostonSBA(),
    "arima": lambda: AutoARIMA(season_length=SEASON, max_p=2, max_q=2, max_P=1, max_Q=1),
}


def statistical(name, history, ahead):
    """Expected values [series, horizon] of series that end at the last period of their own."""
    beside = regressors(history, ahead) if name == "arima" else {}
    rows = pd.DataFrame(
        {
            "unique_id": np.repeat(np.arange(len(history)), [len(values) for values in history]),
            "ds": np.concatenate([np.arange(len(values)) for values in history]),
            "y": np.concatenate(history),
            **{column: np.concatenate([own[:-HORIZON] for own in lines]) for column, lines in beside.items()},
        }
    )
    future = {column: np.concatenate([own[-HORIZON:] for own in lines]) for column, lines in beside.items()}
    periods = np.concatenate([len(values) + np.arange(HORIZON) for values in history])
    told = pd.DataFrame({"unique_id": np.repeat(np.arange(len(history)), HORIZON), "ds": periods, **future})
    found = StatsForecast([STATISTICAL[name]()], freq=1, fallback_model=SeasonalNaive(SEASON)).forecast(
        df=rows, h=HORIZON, X_df=told if beside else None
    )
    column = next(column for column in found.columns if column not in ("unique_id", "ds"))
    return found.sort_values(["unique_id", "ds"])[column].to_numpy(float).reshape(len(history), HORIZON)


def regressors(history, ahead):
    """Up to three numeric features known ahead, with no gap, that change within each series: [periods + horizon]."""
    found = {}
    for column in [name for name, kind in KNOWN.items() if kind == "numeric"]:
        lines = [own[: len(values) + HORIZON] for own, values in zip(ahead[column], history)]
        if all(np.isfinite(own).all() and own[:-HORIZON].std() > 0 for own in lines) and len(found) < 3:
            found[column] = [(own - own[:-HORIZON].mean()) / own[:-HORIZON].std() for own in lines]
    return found


def npts(history):
    """A fading mean of what was seen at the same place of earlier seasons."""
    found = np.zeros((len(history), HORIZON))
    for place, values in enumerate(history):
        for step in range(HORIZON):
            first = len(values) + step - SEASON * (step // SEASON + 1)
            seen = values[first % SEASON : first + 1 : SEASON] if first >= 0 else values[-1:]
            fading = np.exp(-0.3 * np.arange(len(seen))[::-1])
            found[place, step] = (seen * fading).sum() / fading.sum()
    return found


def boosted(history, ahead, trend):
    """One LightGBM for all series, on seasonal (and first) differences of scaled values."""
    back = 2 * SEASON + 2
    rows, steps, scales = [], [], []
    for place, values in enumerate(history):
        scales.append(max(np.abs(values).mean(), 1e-9))
        lines = values / scales[-1]
        for at in range(back + 1, len(lines)):
            base = lines[at - SEASON] + (lines[at - 1] - lines[at - 1 - SEASON] if trend else 0.0)
            rows.append(_row(lines, at, place, ahead))
            steps.append(lines[at] - base)
    if len(rows) < 50:
        return None
    parameters = {"objective": "regression", "learning_rate": 0.05, "num_leaves": 8, "feature_fraction": 0.7,
                  "min_data_in_leaf": max(5, min(20, len(rows) // 50)), "seed": SEED, "num_threads": 1,
                  "verbosity": -1}
    model = lightgbm.train(parameters, lightgbm.Dataset(np.array(rows), np.array(steps)), 200)
    found = np.zeros((len(history), HORIZON))
    lines = [np.append(values / scale, np.zeros(HORIZON)) for values, scale in zip(history, scales)]
    for step in range(HORIZON):
        ends = [len(values) + step for values in history]
        ready = [_row(own, at, place, ahead) for place, (own, at) in enumerate(zip(lines, ends))]
        told = model.predict(np.array(ready))
        for place, (own, at) in enumerate(zip(lines, ends)):
            past = at - SEASON if at >= SEASON else at - 1
            drift = own[at - 1] - own[at - 1 - SEASON] if trend and at > SEASON else 0.0
            own[at] = own[past] + drift + told[place]
            found[place, step] = own[at] * scales[place]
    return found


def _row(lines, at, place, ahead):
    seen = lines[max(0, at - 2 * SEASON - 2) : at]
    lags = [seen[-lag] if len(seen) >= lag else np.nan for lag in (1, 2, 3, SEASON, SEASON + 1, 2 * SEASON)]
    means = [seen[-min(len(seen), size) :].mean() for size in (3, SEASON, 2 * SEASON)]
    now = [values[place][at] for values in ahead.values()]
    then = [values[place][at - SEASON] if at >= SEASON else np.nan for values in ahead.values()]
    return [*lags, *means, at % SEASON, place, *now, *then]


def forecast(name, history, ahead):
    """Expected values [series, horizon]; None where a forecaster cannot be made here."""
    if name.endswith("-log"):
        positive = [values.min() > 0 for values in history]
        lines = [np.log(values) if logs else values for values, logs in zip(history, positive)]
        found = forecast(name.removesuffix("-log"), lines, ahead)
        if found is None:
            return None
        most = [np.log(3 * values.max()) if logs else 0.0 for values, logs in zip(history, positive)]
        told = zip(found, positive, most)
        return np.array([np.exp(np.minimum(own, bound)) if logs else own for own, logs, bound in told])
    if name in STATISTICAL:
        return statistical(name, history, ahead)
    if name == "npts":
        return npts(history)
    return boosted(history, ahead, name == "lightgbm-trend") if name.startswith("lightgbm") else None
'''
