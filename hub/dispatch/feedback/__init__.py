"""Closing the loop: what the referrer and the youngster's contact hear, and whether there is help."""
