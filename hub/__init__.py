"""The dispatch hub: referrals come in, find a partner, are watched and counted."""

import gc

# A start, a page and a job each make thousands of things, nearly all of which go without a search: not ten searches for
# each of them.
gc.set_threshold(20_000, 20, 20)
