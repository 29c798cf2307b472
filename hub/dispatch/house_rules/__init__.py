"""The house rules of a hub's tables: versions, and which organisation accepted them."""
