"""Measures the hub beside its limits: `make bench`. What the figures mean stands in docs/benchmarks.md."""
