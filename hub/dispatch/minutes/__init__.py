"""Minutes of a session: written by what the hub knows, completed by a reporter, read and approved by who sat there."""
