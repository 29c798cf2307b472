"""PostgreSQL, a Redis-compatible server and a state folder for a machine that has none of its own."""
