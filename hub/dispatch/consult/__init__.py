"""Consult: an anonymous question, answered by whoever the coordinator asks, which may become a referral."""
