"""Explained fit: what is looked at, by which rule of the hub, and what speaks for or against an offer."""
