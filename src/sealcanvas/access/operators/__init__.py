"""Condition operators, one family a file; `registry` has all of them by name."""
