"""Mail intake: from raw bytes to plain values, with no database and no network."""
