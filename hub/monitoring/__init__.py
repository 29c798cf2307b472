"""Monitoring: the radar over open cases, and the figures of a school year."""
