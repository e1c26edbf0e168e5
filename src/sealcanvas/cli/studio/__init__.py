"""`sealcanvas build`, `predict` and `forecast`: the studio's work on one file, for people with a terminal."""
