"""What the forms of the demonstration open with, so that a visitor need not invent anything: a referral and a mail."""

SENDER = "els@sintjans.example"
FORM = {
    "hub": "dijleland", "referrer_name": "Els Dierckx", "referrer_function": "zorgcoördinator",
    "referrer_organisation": "Sint-Jansatheneum (demo)", "referrer_kind": "school",
    "referrer_email": SENDER, "clb_contact": "Griet Somers",
    "subject_kind": "pupil", "first_name": "Noor", "last_name": "El Amrani",
    "birth_date_day": "4", "birth_date_month": "3", "birth_date_year": "2011", "postcode": "2800",
    "school_name": "Sint-Jansatheneum (demo)", "structure": "311", "main_reason": "truancy",
    "story": "Noor komt al drie weken niet meer naar school. Thuis bellen helpt niet. Ze tekent graag.",
}  # fmt: skip
MAIL = {
    "from": f"Els Dierckx <{SENDER}>", "subject": "Een leerling die niet meer komt",
    "text": "Dag,\n\nSam komt sinds de herfstvakantie niet meer naar school. Kunnen jullie helpen?\n\nEls Dierckx",
}  # fmt: skip
