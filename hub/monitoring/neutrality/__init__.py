"""Whether the order and the outcomes of the table are even-handed, over a school year and for one case."""
