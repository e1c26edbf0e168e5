"""Models as notebooks that repeat their build with public libraries alone."""
