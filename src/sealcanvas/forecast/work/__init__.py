"""Jobs of Forecast: what a worker is told, what becomes of what it wrote, and how that is read back."""
