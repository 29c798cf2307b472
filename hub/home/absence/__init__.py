"""Coordinators who are away: their page, what waits on them for who stands in, and letters that go on."""
