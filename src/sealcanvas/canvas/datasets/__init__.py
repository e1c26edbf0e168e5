"""Datasets: imported, versioned, previewed."""
