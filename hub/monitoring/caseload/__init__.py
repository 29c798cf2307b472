"""Who has how many of the open cases: partners, and the people of the hub itself."""
