"""The notebook's cells of training, scores and predictions."""

CODE = '''
from sklearn import metrics
from sklearn.model_selection import KFold, StratifiedKFold, train_test_split

if FOLDS > 1:
    splitter = (StratifiedKFold if CLASSES else KFold)(FOLDS, shuffle=True, random_state=SEED)
    folds = list(splitter.split(matrix, target))
else:
    counts = np.bincount(target) if CLASSES else [2]
    among = target if CLASSES and min(count for count in counts if count) > 1 else None
    folds = [train_test_split(np.arange(len(target)), test_size=0.2, random_state=SEED, stratify=among)]
judged = np.sort(np.concatenate([valid for _, valid in folds]))


def part(rows):
    return matrix[rows], target[rows], weight[rows]


def scores(said, rows):
    """The metrics of the problem type, by SageMaker's names."""
    truth, own = target[rows], weight[rows]
    if not CLASSES:
        error = truth - said
        mean = np.average(error**2, weights=own)
        whole = np.average((truth - np.average(truth, weights=own)) ** 2, weights=own)
        near = truth != 0
        shares = np.average(np.abs(error[near] / truth[near]), weights=own[near]) if near.any() else np.nan
        return {"RMSE": mean**0.5, "MSE": mean, "MAE": np.average(np.abs(error), weights=own), "MAPE": shares,
                "R2": 1 - mean / whole}
    chosen = said.argmax(axis=1)
    two = len(CLASSES) == 2
    options = {"sample_weight": own, "zero_division": 0, "average": "binary" if two else "macro"}
    found = {
        "Accuracy": metrics.accuracy_score(truth, chosen, sample_weight=own),
        "BalancedAccuracy": metrics.balanced_accuracy_score(truth, chosen),
        "F1" if two else "F1macro": metrics.f1_score(truth, chosen, **options),
        "Precision" if two else "PrecisionMacro": metrics.precision_score(truth, chosen, **options),
        "Recall" if two else "RecallMacro": metrics.recall_score(truth, chosen, **options),
        "LogLoss": np.average(-np.log(np.clip(said[np.arange(len(truth)), truth], 1e-15, 1)), weights=own),
    }
    return {**found, "AUC": metrics.roc_auc_score(truth, said[:, 1], sample_weight=own)} if two else found


if CLASSES:
    naive = np.tile(np.bincount(target, weight, len(CLASSES)) / weight.sum(), (len(target), 1))
else:
    naive = np.full(len(target), np.average(target, weights=weight))
board, trained, together = {"baseline": scores(naive[judged], judged)}, [], None
for candidate in CANDIDATES:
    said, models = np.zeros_like(naive), []
    for train, valid in folds:
        model = fit(candidate, part(train), part(valid))
        if model is None:
            print(f"{candidate['name']} is left out: {candidate['algorithm']} is not installed.")
            break
        said[valid] = model(matrix[valid])
        models.append(model)
    if len(models) < len(folds):
        continue
    board[candidate["name"]] = scores(said[judged], judged)
    trained.append((candidate["weight"], models))
    together = candidate["weight"] * said + (0 if together is None else together)
whole = sum(share for share, _ in trained)
board["ensemble"] = scores(together[judged] / whole, judged)
leaderboard = pd.DataFrame(board).T
print(leaderboard.to_string(float_format="{:.4f}".format))
'''

PREDICT = '''
def predict(rows):
    """Predictions for a table like the one that was read."""
    block = features.transform(rows)
    said = sum(share / len(models) * model(block) for share, models in trained for model in models) / whole
    if not CLASSES:
        return pd.DataFrame({TARGET: said})
    found = pd.DataFrame(said, columns=[f"probability_{label}" for label in CLASSES])
    found.insert(0, TARGET, [CLASSES[place] for place in said.argmax(axis=1)])
    return found


print(predict(table.head()).to_string())
'''
