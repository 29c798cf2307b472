"""Partners: organisations, what they offer, whom they serve and how many places are left."""
