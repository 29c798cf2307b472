"""Invented names and sentences for invented cases. Nobody in here exists."""

BOYS = (
    "Adam", "Adil", "Amin", "Arne", "Arthur", "Ayoub", "Bas", "Bilal", "Brent", "Cas", "Daan", "Dries", "Elias",
    "Emiel", "Emre", "Ferre", "Finn", "Gilles", "Hamza", "Ilyas", "Jarne", "Jef", "Jelle", "Joppe", "Jules", "Kobe",
    "Lander", "Lars", "Lowie", "Luca", "Mats", "Maxim", "Milan", "Milo", "Mohamed", "Nassim", "Noah", "Nore", "Otis",
    "Pieter", "Rayan", "Robbe", "Rune", "Sander", "Senne", "Seppe", "Siebe", "Stan", "Tibo", "Thor", "Viktor", "Wout",
    "Xander", "Yassin", "Yusuf", "Zakaria",
)  # fmt: skip
GIRLS = (
    "Amber", "Amina", "Anna", "Aya", "Camille", "Charlotte", "Dina", "Elena", "Elif", "Elise", "Ella", "Emma", "Esra",
    "Éloïse", "Fatima", "Febe", "Femke", "Fleur", "Hanne", "Hiba", "Imane", "Ines", "Janne", "Jasmien", "Julie", "Kaat",
    "Laura", "Lena", "Lien", "Lina", "Lotte", "Louise", "Luna", "Maïté", "Malak", "Manon", "Marie", "Merel", "Mila",
    "Nele", "Nina", "Noor", "Nora", "Olivia", "Paulien", "Rania", "Roos", "Salma", "Sara", "Selin", "Silke", "Tess",
    "Vita", "Yara", "Yasmina", "Zoë",
)  # fmt: skip
FAMILIES = (
    "Aerts", "Aksoy", "Alaoui", "Baert", "Baetens", "Bakkali", "Benali", "Bogaerts", "Boonen", "Bouzid", "Brems",
    "Ceulemans", "Claes", "Claessens", "Cools", "Coppens", "Cuypers", "Daems", "De Backer", "De Clercq", "De Cock",
    "De Graef", "De Smet", "De Vos", "De Wilde", "Demir", "Diallo", "Dierckx", "D'Hondt", "El Amrani", "El Idrissi",
    "Engelen", "Geens", "Geerts", "Gielen", "Goossens", "Govaerts", "Haddou", "Hendrickx", "Hermans", "Jacobs",
    "Janssens", "Kaya", "Kerremans", "Lambrechts", "Lauwers", "Leemans", "Lemmens", "Luyten", "Maes", "Mertens",
    "Michiels", "Moons", "Mukendi", "Nijs", "Nowak", "Nuyts", "Öztürk", "Pauwels", "Peeters", "Popescu", "Rahimi",
    "Roels", "Saidi", "Segers", "Simons", "Smets", "Somers", "Stevens", "Theunis", "Thys", "Van Camp", "Van den Berg",
    "Van Dessel", "Van Loon", "Van Roy", "Vandenbroeck", "Verbeeck", "Verbist", "Verhoeven", "Verlinden", "Vermeulen",
    "Verstraeten", "Vervoort", "Wauters", "Willems", "Wouters", "Wuyts", "Yilmaz", "Ziani",
)  # fmt: skip
SCHOOLS = ("Atheneum", "Middenschool", "Technisch Instituut", "College", "Lyceum", "Kunsthumaniora", "Campus",
           "Stedelijke Secundaire School", "Vrije School", "Instituut voor Buitengewoon Onderwijs")  # fmt: skip
SPECIAL = "Instituut voor Buitengewoon Onderwijs"
EMBLEMS = (
    "De Vlieger", "De Wissel", "Het Anker", "De Berk", "De Brugman", "De Esdoorn", "De Fakkel", "De Gaard", "De Haven",
    "De Kade", "De Klim", "De Knoop", "De Leeuwerik", "De Linde", "De Loods", "De Meander", "De Molen", "De Noord",
    "De Oever", "De Parel", "De Poort", "De Regenboog", "De Sluis", "De Spil", "De Sprong", "De Toren", "De Veer",
    "De Vonk", "De Waterkant", "De Zevensprong", "Sint-Aldegondis", "Sint-Bavo", "Sint-Elooi", "Sint-Gummarus",
    "Sint-Katelijne", "Sint-Lambertus", "Sint-Rombout", "Ten Berg", "Ter Beke", "Ter Duinen",
)  # fmt: skip
PARTNERS = (
    "Aanloop", "Baken", "Boei", "Branding", "Draaischijf", "Estafette", "Gids", "Hefboom", "Katrol", "Kiem", "Koppel",
    "Ladder", "Loopplank", "Oversteek", "Passer", "Perron", "Roer", "Schakel", "Seinhuis", "Sleutel", "Springtij",
    "Startblok", "Steiger", "Touw", "Tussenstop", "Uitkijk", "Vangnet", "Vuurtoren", "Wegwijs", "Zeil",
)  # fmt: skip
FUNCTIONS = {
    "school": ("zorgcoördinator", "leerlingbegeleider", "directeur", "graadcoördinator"),
    "clb": ("trajectbegeleider", "CLB-medewerker", "onthaler"),
    "welfare": ("jeugdwerker", "begeleider", "straathoekwerker"),
    "other": ("huisarts", "wijkwerker", "lesgever sport"),
}
STORIES = (
    "Blijft sinds enkele weken vaak weg, vooral op maandag en vrijdag. Praten op school helpt een paar dagen, daarna "
    "begint het opnieuw. Thuis maken ze zich zorgen, maar vinden ze geen ingang meer.",
    "Komt nog wel naar school, maar doet niet meer mee. De resultaten zakken weg en er is bijna elke week een "
    "conflict. In kleine groep lukt het beter, zeker met handenarbeid.",
    "Is sinds de herfst bijna niet meer op school geweest. We bereiken de ouders moeilijk. Een leerkracht heeft nog "
    "contact via berichten en hoort dat het 's nachts gamen is en overdag slapen.",
    "Wil wel, maar durft niet. Elke ochtend buikpijn. De huisarts vindt niets. Enkele uren per week bij het onthaal "
    "lukte even; een volledige dag lijkt nu te ver weg.",
    "Werd tijdelijk uitgesloten na een vechtpartij. De klas is opgelucht, wij niet: er zit veel boosheid achter en "
    "thuis is er geen rust. We zoeken iemand die tijd heeft.",
    "Heeft geen idee waarom zij nog naar school zou gaan. Werkt in het weekend en vindt dat veel zinvoller. Een andere "
    "richting is besproken, maar er is nergens plaats.",
    "Verhuisde vorig jaar en vond geen aansluiting. Wordt gepest en trok zich terug. De school nam maatregelen, maar "
    "het vertrouwen is weg. Er is een oma die veel betekent.",
    "Werd al drie keer van school veranderd. Slim, snel verveeld, zoekt de grens op. Met een vaste begeleider ging het "
    "twee jaar geleden maanden goed; die is nu weg.",
)
ASKED = (
    "Iemand die wekelijks naast deze leerling staat en de band met school herstelt.",
    "Een dagstructuur voor enkele weken, en iemand die mee naar school stapt.",
    "Een plek waar het ritme terugkomt, met zicht op een andere richting.",
    "Begeleiding thuis en op school samen, met oog voor de jongere broers.",
    "Een korte time-out om opnieuw te kunnen beginnen.",
)
SITUATIONS = (
    "Tweede graad. Woont bij één ouder. De school deed al veel en blijft betrokken.",
    "Derde graad. Al weken weinig op school. Geen eerdere begeleiding.",
    "Eerste graad. Woont afwisselend bij beide ouders. Het CLB volgt op.",
    "Tweede graad, buitengewoon onderwijs. Er is hulp in het gezin.",
)
STRENGTHS = (
    "Handig, trouw aan vrienden.",
    "Sportief, komt afspraken na als het duidelijk is.",
    "Tekent graag, praat makkelijk in een klein groepje.",
    "Leert snel, helpt thuis veel mee.",
)
QUESTIONS = (
    "Is er thuis iemand met wie de school goed kan praten?",
    "Weten de ouders van deze aanmelding, en wat vinden ze ervan?",
    "Hoeveel halve dagen was de leerling dit schooljaar afwezig?",
    "Wie van het CLB volgt deze leerling op?",
)
ANSWERS = (
    "Ja, de mama. Zij wil graag mee zoeken. Bel best na vier uur.",
    "Ze weten het en gaan akkoord. De papa twijfelt nog.",
    "Intussen 34 halve dagen, de meeste na de herfstvakantie.",
    "Dat is mijn collega van de tweede graad. Ze is op de hoogte.",
)
TALKS = (
    "De school deed al veel. Thuis is het onrustig. De leerling wil wel, maar weet niet hoe.",
    "We overliepen wat er al geprobeerd is. Er is één leerkracht die vertrouwen heeft.",
    "De ouders kwamen mee. Er is opluchting dat er samen gezocht wordt.",
)
DECIDED = ("We bekijken samen wat er kan.", "Naar de tafel, met akkoord van de ouders.", "De school bouwt verder op.")
NOTES = (
    "Gebeld met de school: vandaag opnieuw afwezig.",
    "De mama belde terug. Ze vraagt om even te wachten tot na de vakantie.",
    "Het CLB bevestigt dat er een zorgwekkend dossier is.",
    "Kort overleg met de partner: er kan snel een eerste gesprek.",
)
CONTACTS = (
    "Gesprek gehad. Het gaat met vallen en opstaan.",
    "Samen naar school gegaan voor een halve dag.",
    "Huisbezoek. De sfeer is beter dan vorige keer.",
    "Belde zelf om te zeggen dat het lukte deze week.",
    "Overleg met de school over de volgende weken.",
)
COMMITMENTS = (
    "wekelijks contact, op school en thuis",
    "drie voormiddagen per week",
    "we nemen het gesprek thuis op",
    "een halve dag per week samen aan de slag",
)
ADVICE = (
    "De school gaat verder met de afspraken van het gesprek.",
    "Het CLB volgt op en belt ons als het vastloopt.",
    "Een andere klas en een vaste mentor; in de lente bellen we nog eens.",
)
ELSEWHERE = (
    "Het JAC neemt contact op.",
    "De huisarts verwijst door.",
    "De dagopvang heeft plaats vanaf volgende maand.",
)
WHY_NOT = ("Dit kan het CLB zelf opnemen.", "De jongere woont en loopt school buiten ons werkingsgebied.")
CONSULTED = (
    "Begin met één mentor per leerling, en bel dezelfde dag nog naar huis.",
    "Spreek met het team af wie wat zegt, en hou het zes weken vol.",
)
ENDED = ("Volgt weer alle lessen.", "Gaat drie dagen per week, en dat houdt stand.", "Begint in een nieuwe richting.")
URGENT = ("Kwam deze week geen enkele dag.", "Slaapt niet meer thuis.", "De school wil deze week beslissen.")
FLAGGED = {
    "green": ("Loopt gewoon mee.", "Er is al hulp in huis."),
    "amber": ("De uitsluiting loopt bijna af.", "Al drie weken niet gezien."),
    "red": ("Slaapt niet meer thuis.", "Sprak over niet meer willen leven; huisarts is verwittigd."),
}
PAUSES = ("Rust nodig, op vraag van de huisarts.", "Gezin is enkele weken in het buitenland.", "Stage gaat voor.")
REFUSALS = ("Past niet bij ons aanbod nu.", "We zitten vol tot na de vakantie.")
LETTERHEAD = "Dag,\n\n{story}\n\nKunnen jullie contact opnemen?\n\nVriendelijke groeten\n{name}\n{organisation}\n"
REPLIES = (
    "Nog een update: deze week twee dagen op school geweest.",
    "In de bijlage van vorige week ontbrak een blad. De cijfers kloppen wel.",
    "Kunnen jullie bellen? Het loopt thuis niet goed.",
)
