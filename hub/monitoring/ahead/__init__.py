"""The days to come: what would happen if nobody did anything."""
