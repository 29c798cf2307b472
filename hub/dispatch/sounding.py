"""How a name sounds, roughly, as PostgreSQL keeps it in an index: by this those are found whom `likeness` compares."""

import sqlalchemy as sa

# Letters that Belgian names bring along from elsewhere; whatever else is no letter of these falls out.
_ACCENTED = "àáâãäåæçčćèéêëęěìíîïıłñńňòóôõöøőřśşšșťțùúûüůűýÿźžżğđð"
_PLAIN = "aaaaaaaccceeeeeeiiiiilnnnooooooorssssttuuuuuuyyzzzgdd"
# What a family name may begin with, written apart or not; a sound of four consonants would hold little else.
_PREFIX = "^(vanden|vander|vande|van|ver|den|der|de|el|al|ben|ait)(?=...)"


def sound(text: str) -> str:
    """SQL of the sound of this column or value: "Youssef" and "Yusuf" are "ASF", "El Amrani" and "Elamrany" "AMRN"."""
    letters = f"regexp_replace(translate(lower({text}), '{_ACCENTED}', '{_PLAIN}'), '[^a-z]', '', 'g')"
    return f"dmetaphone(regexp_replace({letters}, '{_PREFIX}', ''))"


FIRST, LAST = (sa.literal_column(f"({sound(column)})", sa.Text()) for column in ("first_name", "last_name"))
