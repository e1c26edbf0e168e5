"""The notebook's cell of learners: each takes the settings that the build tried."""

CODE = '''
import lightgbm
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, QuantileTransformer, StandardScaler


def _shares(model, rows):
    """Numbers, or a probability for each class; a fold may lack a rare one."""
    if not CLASSES:
        return model.predict(rows)
    found = np.zeros((len(rows), len(CLASSES)))
    found[:, model.classes_.astype(int)] = model.predict_proba(rows)
    return found


def _boosted(settings, train, valid):
    count = len(CLASSES)
    objective = "regression" if not count else "binary" if count == 2 else "multiclass"
    if not count:
        objective = {"MAE": "regression_l1", "MAPE": "mape"}.get(OBJECTIVE, objective)
    parameters = {
        "objective": objective,
        "num_class": count if count > 2 else 1,
        "bagging_fraction": 0.85,
        "bagging_freq": 1,
        "lambda_l2": 0.5,
        "seed": SEED,
        "num_threads": 1,
        "verbosity": -1,
        **settings,
    }
    categorical = [place for place in features.categorical if np.nanmax(matrix[:, place], initial=0) < 1_000]
    options = {"categorical_feature": categorical, "params": parameters}
    rows = lightgbm.Dataset(train[0], train[1], weight=train[2], **options)
    checked = rows.create_valid(valid[0], valid[1], weight=valid[2])
    stop = lightgbm.early_stopping(60, verbose=False)
    model = lightgbm.train(parameters, rows, 2_000, valid_sets=[checked], callbacks=[stop])

    def predict(block):
        said = model.predict(block)
        return np.column_stack([1 - said, said]) if count == 2 else said

    return predict


def _forest(kinds, settings, train):
    settings = dict(settings)
    kind = kinds[bool(CLASSES)]
    names = ("min_samples_leaf", "max_features", "max_leaf_nodes", "criterion")
    known = {name: value for name, value in settings.items() if name in names}
    model = kind(n_estimators=int(settings.get("trees", 150)), random_state=SEED, n_jobs=1, **known)
    filled = make_pipeline(SimpleImputer(strategy="constant", fill_value=-1.0), model)
    filled.fit(train[0], train[1], **{f"{model.__class__.__name__.lower()}__sample_weight": train[2]})
    return lambda block: _shares(filled, block)


def _linear(settings, train):
    codes = features.categorical
    others = [place for place in range(matrix.shape[1]) if place not in codes]
    numbers = make_pipeline(SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler())
    labels = make_pipeline(
        SimpleImputer(strategy="constant", fill_value=-1.0), OneHotEncoder(handle_unknown="ignore", min_frequency=5)
    )
    prepared = ColumnTransformer([("numbers", numbers, others), ("labels", labels, codes)])
    penalty = float(np.median(settings.get("penalties", [1e-2])))
    strength = penalty * len(train[0])
    model = LogisticRegression(C=1 / strength, max_iter=500) if CLASSES else Ridge(alpha=strength)
    whole = make_pipeline(prepared, model)
    whole.fit(train[0], train[1], **{f"{model.__class__.__name__.lower()}__sample_weight": train[2]})
    return lambda block: _shares(whole, block)


def _xgboost(settings, train, valid):
    try:
        import xgboost
    except ImportError:
        return None
    kind = xgboost.XGBClassifier if CLASSES else xgboost.XGBRegressor
    known = {"learning_rate", "max_depth", "max_leaves", "subsample", "colsample_bytree", "colsample_bynode",
             "min_child_weight",
             "reg_lambda", "reg_alpha", "gamma", "grow_policy", "max_bin"}
    chosen = {name: value for name, value in settings.items() if name in known}
    model = kind(n_estimators=1_000, early_stopping_rounds=60, random_state=SEED, n_jobs=1, verbosity=0, **chosen)
    model.fit(train[0], train[1], sample_weight=train[2], eval_set=[(valid[0], valid[1])], verbose=False)
    return lambda block: _shares(model, block)


def _net(settings, train):
    filled = SimpleImputer(strategy="median", keep_empty_features=True)
    scores = QuantileTransformer(n_quantiles=min(1_000, len(train[0])), output_distribution="normal", random_state=SEED)
    options = {
        "hidden_layer_sizes": tuple(settings.get("hidden", (128, 96))),
        "learning_rate_init": settings.get("learning_rate", 0.004),
        "alpha": settings.get("decay", 0.2),
        "early_stopping": True,
        "max_iter": 80,
        "random_state": SEED,
    }
    middle, spread = (0.0, 1.0) if CLASSES else (train[1].mean(), train[1].std() or 1.0)
    model = make_pipeline(filled, scores, MLPClassifier(**options) if CLASSES else MLPRegressor(**options))
    truth = train[1] if CLASSES else (train[1] - middle) / spread
    model.fit(train[0], truth, **{f"{model.steps[-1][0]}__sample_weight": train[2]})
    return lambda block: _shares(model, block) if CLASSES else model.predict(block) * spread + middle


FORESTS = {
    "extra-trees": (ExtraTreesRegressor, ExtraTreesClassifier),
    "randomforest": (RandomForestRegressor, RandomForestClassifier),
}


def fit(candidate, train, valid):
    """A function that predicts; None for an algorithm whose library is not here."""
    settings = dict(candidate["settings"])
    if settings.pop("target", "") != "log":
        return _fitted(candidate["algorithm"], settings, train, valid)
    train, valid = ((rows, np.log1p(truth), weight) for rows, truth, weight in (train, valid))
    learnt = _fitted(candidate["algorithm"], settings, train, valid)
    return learnt and (lambda block: np.expm1(learnt(block)))


def _fitted(algorithm, settings, train, valid):
    if algorithm == "lightgbm":
        return _boosted(settings, train, valid)
    if algorithm in FORESTS:
        return _forest(FORESTS[algorithm], settings, train)
    if algorithm == "linear-learner":
        return _linear(settings, train)
    if algorithm == "mlp":
        return _net(settings, train)
    return _xgboost(settings, train, valid) if algorithm == "xgboost" else None
'''
