"""Pages that look into several rooms: the start page, Vandaag, search."""
