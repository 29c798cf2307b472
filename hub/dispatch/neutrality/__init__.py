"""The neutrality record: who was considered for a case, in which order and what fitted, as it was then."""
