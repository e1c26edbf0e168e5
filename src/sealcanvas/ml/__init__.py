"""Machine learning: tables in, tables out. Knows no AWS, no HTTP, no keys, and touches no files."""
