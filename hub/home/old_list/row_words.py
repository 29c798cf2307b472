"""What is said of a row of the old list that cannot be taken over as it stands, or is taken with a guess."""

from hub.wording import N_

NO_NAME = N_("Er staat geen naam in deze rij.")
NO_DAY = N_("Er staat geen datum van aanmelding in deze rij.")
UNREAD_DAY = N_("“%(said)s” is geen datum die we begrijpen. Schrijf bijvoorbeeld 1/9/2025.")
NO_BIRTH_DAY = N_("“%(said)s” is geen hele geboortedatum. We nemen de rij over zonder.")
TO_COME = N_("Deze datum ligt in de toekomst.")
TOO_LONG_AGO = N_("Deze datum ligt te ver terug. Kijk het jaartal na.")
ODD_BIRTH = N_("Deze geboortedatum kan niet kloppen voor een jongere.")
ENDS_EARLY = N_("De einddatum ligt vóór de startdatum of de aanmelding.")
UNKNOWN_STANDING = N_("We weten niet wat “%(said)s” betekent. Kies het bij de waarden.")
UNKNOWN_PARTNER = N_("We weten niet welke partner “%(said)s” is. Kies het bij de waarden.")
NEEDS_PARTNER = N_("Bij een traject hoort een partner, en hier staat er geen.")
HOW_ENDED = N_("Dit is afgesloten zonder partner. Zeg in de kolom Resultaat hoe het afliep.")
NEEDS_START = N_("Een traject dat startte, heeft een startdatum nodig. Of neem bij de kolommen de dag van aanmelding.")
NOT_PRECISE = N_("“%(said)s” zegt geen dag. We nemen de eerste.")
NO_END = N_("Er staat geen einddatum. We nemen de laatste datum die er wel staat.")
ENDED_AND_RUNS = N_("De einddatum is voorbij, en de status zegt dat het nog loopt.")
START_ASSUMED = N_("Er staat geen startdatum. We nemen de dag van aanmelding.")
UNKNOWN_HOME = N_("We kennen de gemeente “%(said)s” niet.")
UNKNOWN_GENDER = N_("We weten niet wat “%(said)s” als geslacht betekent.")
BY_SCHOOL_YEAR = N_("Er staat geen dag van aanmelding. We nemen de dag die we wel kennen.")
