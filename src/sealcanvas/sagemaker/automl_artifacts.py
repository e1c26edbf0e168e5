"""Where an AutoML job's output lies: decided before it runs, so that no worker can claim another place."""

from sealcanvas.sagemaker.s3_place import under


def artifacts(output_path: str, job_name: str) -> dict[str, str]:
    """URIs of the model, its explainability report, its insights and its leaderboard."""
    return {
        "model": under(output_path, job_name, "model", "model.zip"),
        "explainability": under(output_path, job_name, "explainability", "explainability.json"),
        "insights": under(output_path, job_name, "insights", "insights.json"),
        "leaderboard": under(output_path, job_name, "leaderboard", "leaderboard.json"),
    }
