"""Tags of objects: their rules, who may give and see them, and the operations on them."""
