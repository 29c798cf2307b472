"""The codes of what is worth telling about a mail beside its words, in one place."""

SIGNED_SMIME = "signed-smime"
SIGNED_PGP = "signed-pgp"
SEALED_SMIME = "sealed-smime"
SEALED_PGP = "sealed-pgp"
FORMATTED = "formatted"  # it has a page of its own making, with pictures perhaps

SIGNED = frozenset({SIGNED_SMIME, SIGNED_PGP})
SEALED = frozenset({SEALED_SMIME, SEALED_PGP})
