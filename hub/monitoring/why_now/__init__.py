"""Why a case is due when it is due: each clock that runs for it, who is asked, and what comes next."""
