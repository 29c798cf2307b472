"""Around one youngster: who stands there, what was agreed, who meets, and who keeps the lines together."""
