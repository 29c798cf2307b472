"""Sessions of a table: what kind of table it is, when it sits, who is invited, who answers and who is there."""
