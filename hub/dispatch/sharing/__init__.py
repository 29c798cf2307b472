"""Who may read a table card, and on which ground (DOMAIN.md §6)."""
