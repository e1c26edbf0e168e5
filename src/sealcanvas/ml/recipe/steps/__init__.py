"""The steps of recipes, a class file each."""
