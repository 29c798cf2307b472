"""Reads values beside their labels out of a mail or a document: "Naam leerling: …", "Geboortedatum | …"."""
