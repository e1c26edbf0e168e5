"""Model versions: checked, built, analysed."""
