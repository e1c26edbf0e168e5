"""Sample datasets: made up by seeded generators, one for each problem type (docs/canvas.md, "Samples")."""
