"""Half-day units (dagdelen) over a school year, by partner."""
