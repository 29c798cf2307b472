"""The dispatch hub: referrals come in, find a partner, are watched and counted."""
