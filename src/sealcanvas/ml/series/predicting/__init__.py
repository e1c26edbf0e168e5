"""Which series a forecast is asked for, and under which changes."""
