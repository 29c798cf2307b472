"""The clockwork of a hub: the narrowest clock, days on which somebody is closed, and why something is due."""
