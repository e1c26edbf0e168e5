"""What a build tells of its model and its data: docs/analysis.md."""
