"""A school year of a hub played day by day, with partners who answer late, seldom or never."""
