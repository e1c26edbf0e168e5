"""A domain's volumes, as its people see them: how large, how full, which snapshots."""
