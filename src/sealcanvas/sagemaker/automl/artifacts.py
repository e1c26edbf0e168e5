"""Where an AutoML job's output lies: decided before it runs, so that no worker can claim another place."""

from sealcanvas.sagemaker.s3_place import under

OTHER_MODELS = 3
"""How many candidates behind the best have a model of their own."""


_SHARED = ("model", "explainability", "insights", "leaderboard", "analysis", "notebook")


def artifacts(output_path: str, job_name: str) -> dict[str, str]:
    """URIs of the best model, its reports and its notebook, of those of candidates 2 to 4, and the definitions."""
    folder = under(output_path, job_name)
    places = {
        "model": under(folder, "model", "model.zip"),
        "explainability": under(folder, "explainability", "explainability.json"),
        "insights": under(folder, "insights", "insights.json"),
        "leaderboard": under(folder, "leaderboard", "leaderboard.json"),
        "analysis": under(folder, "analysis", "analysis.json"),
        "notebook": under(folder, "notebooks", "model.ipynb"),
        "definitions": under(folder, "notebooks", "candidate-definitions.ipynb"),
    }
    for number in range(2, OTHER_MODELS + 2):
        own = under(folder, "candidates", str(number))
        places[f"model-{number}"] = under(own, "model.zip")
        places[f"explainability-{number}"] = under(own, "explainability.json")
        places[f"insights-{number}"] = under(own, "insights.json")
        places[f"analysis-{number}"] = under(own, "analysis.json")
    return places


def series_artifacts(output_path: str, job_name: str) -> dict[str, str]:
    """URIs of a forecast model and its reports: the back-test by period, by series and in all, and the explanations."""
    folder, places = under(output_path, job_name), artifacts(output_path, job_name)
    results = under(folder, "backtest-results")
    return {name: places[name] for name in _SHARED} | {
        "backtest": under(results, "backtest.csv"),
        "item_metrics": under(results, "item-metrics.csv"),
        "accuracy": under(results, "accuracy-metrics.json"),
        "explanations": under(folder, "explainability", "explanations.csv"),
    }
