"""The Excel list that a hub kept before: taken over as cases, after a look at what it would give, and undone whole."""
