"""The mail edges: letters out over SMTP, mails in over IMAP, and the demo's own post box."""
