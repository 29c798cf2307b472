"""The summer: who keeps each open case through July and August, and when somebody looks at it."""
