"""Watching the watcher: what stands still, what was given up, and who hears about it."""
