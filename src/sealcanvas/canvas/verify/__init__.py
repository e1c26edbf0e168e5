"""Reading a state folder byte by byte: what each file is, whether it is authentic, and whether a text stands in it."""
