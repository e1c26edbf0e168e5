"""One script an engine, run in the environment that has it: a cell in on standard input, its forecasts out.

A cell is JSON: {"frequency", "horizon", "season", "seed", "starts": {name: date}, "series": {name: [values]}}. The
answer, on the last line: {engine: {"mean": [series, horizon], "quantiles": [series, horizon, 3]}}, in the cell's order.
"""
