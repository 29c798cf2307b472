"""Dispatch: the case and its stages, tables and sessions, matching, claims and tracks."""
