"""The dispatch hub of a Centraal Meldpunt."""
