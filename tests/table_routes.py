"""Addresses of a table and of a session, for the test that walks every route: who keeps them and who sits there."""

# What an administrator keeps of a table.
OF_A_TABLE = (
    "/gegevens", "/zetels", "/zetels/{organisation_id:uuid}/weg", "/zetels/{organisation_id:uuid}/mensen",
    "/zetels/{organisation_id:uuid}/plaats", "/stop", "/hervat",
)  # fmt: skip
