"""The front door: every worry that comes in, by form, mail or telephone, becomes something that somebody holds."""
