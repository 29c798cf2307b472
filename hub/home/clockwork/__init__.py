"""How an administrator sets the clocks of a hub, and what that changes."""
