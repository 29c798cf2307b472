"""What waits on the hub itself longer than agreed, for the core group: a number, never a word or a name."""
