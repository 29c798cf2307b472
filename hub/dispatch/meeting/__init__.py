"""The meeting as it is held: what is said at the table, live for everybody who is there."""
