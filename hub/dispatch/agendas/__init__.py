"""How an agenda builds itself, and what is asked round between two sessions."""
