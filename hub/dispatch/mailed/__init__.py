"""What lies on the table, read and answered by a partner from the link of a letter, without signing in."""
