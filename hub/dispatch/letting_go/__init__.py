"""A partner lets its part of a case go after it had agreed: loud for the coordinator, and asked of the rest."""
