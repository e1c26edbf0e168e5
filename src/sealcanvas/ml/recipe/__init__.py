"""Model recipes: how a table is prepared, as steps that can be undone, applied by an engine and told in Python."""

from sealcanvas.ml.recipe.columns import Kind
from sealcanvas.ml.recipe.recipe import Recipe

__all__ = ["Kind", "Recipe"]
