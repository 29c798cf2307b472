"""Expertise table: experts think along about one case without a name, and what was learnt is kept without persons."""
