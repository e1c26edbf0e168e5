"""Predictors: what they are asked to be, what they learnt, how well they do."""
