"""Columns that stand on more than one list, each said once."""

from __future__ import annotations

from screening.lists.column import Column, arranged
from screening.lists.shapes import (
    EXPECTED,
    HIT,
    INTERVENTION,
    OWNER,
    PARTNER,
    PERMIT,
    POWER,
    REGISTRATION,
    VISIT,
    WANTED,
)

# Order and origin.
RANK = Column("rank", "Nr.", "whole", 5)
THEME = Column("theme", "Thema", width=18)
ORIGIN = Column("origin", "Herkomst", width=12)
HANDLING = Column("handling", "Werkwijze", width=22)
SINCE = Column("since_previous", "Sinds de vorige run", width=12)
CHANGED = Column("changed", "Wat veranderde", "texts", 30)
TIE = Column("tie", "Gelijk bij de grens", width=10)
ORDER = (RANK, SINCE, CHANGED)
# Where.
ADDRESS = Column("address", "Adres", width=34)
DISTRICT = Column("district", "Wijk", width=18)
NEIGHBOURHOOD = Column("neighbourhood", "Buurt", width=18)
STREET = Column("street", "Straat", width=20)
HOUSE_NUMBER = Column("house_number", "Huisnummer", width=10)
PARCEL = Column("parcel", "Perceel", width=14)
X_RD = Column("x_rd", "X (RD)", "number", 10, grouped=False)
Y_RD = Column("y_rd", "Y (RD)", "number", 10, grouped=False)
MAP = Column("map_link", "Kaart", width=30)
VBO_ID = Column("vbo_id", "BAG-id", width=18)
PLACE = (ADDRESS, DISTRICT, NEIGHBOURHOOD, STREET, HOUSE_NUMBER, PARCEL, VBO_ID, X_RD, Y_RD, MAP)
ENTRANCE = Column("entrance", "Toegang en opmerking bij de plek", width=24)
# Who.
TRADE_NAME = Column("trade_name", "Handelsnaam", "texts", 30)
KVK_NR = Column("kvk_nr", "KVK-nummer", "texts", 12)
EST_NR = Column("est_nr", "Vestigingsnummer", "texts", 15)
BRANCH = Column("branch", "Branche", "texts", 30)
PERSONAL = Column("personal_data", "Persoonsgegevens (eenmanszaak)", width=16)
OCCUPANTS = (TRADE_NAME, KVK_NR, EST_NR, BRANCH, PERSONAL)
# Why.
REASONS = Column("reasons", "Waarom op de lijst", "texts", 70)
CONCLUSIONS = Column("conclusions", "Samenhang", "texts", 40)
INNOCENT = Column("innocent", "Mogelijke gewone verklaring", "texts", 60)
VERIFY = Column("verify", "Zo na te gaan", "texts", 80)
WHY = (REASONS, CONCLUSIONS, INNOCENT, VERIFY)
POINTS = Column("points", "Punten", "number", 8)
POINTS_PARTS = Column("points_parts", "Punten per onderdeel", "texts", 30)
FAMILIES_COUNT = Column("families_count", "Aantal invalshoeken", "whole", 12)
UNWEIGHTED = Column("rank_without_weights", "Nr. zonder gewichten", "whole", 10)
NEWEST = Column("newest", "Nieuwste gegeven", "date", 12)
SEVERITY = Column("severity_max", "Zwaarste ernst", "whole", 8)
WEIGHT = (POINTS, POINTS_PARTS, FAMILIES_COUNT, UNWEIGHTED, NEWEST, SEVERITY)
"""The parts of the order, and the order without weights beside it (T14)."""
# What the registers say of a place.
PERMITS = Column("permits", "Vergunningen", PERMIT, 40)
PERMITS_MISSING = Column("permits_missing", "Vergunning niet in het bestand", "texts", 24)
EXPECTED_PERSONS = Column("expected_persons", "Verwachte personen", EXPECTED, 36, protected=True)
USAGE = Column("usage", "Gebruik (BAG)", width=18)
FLOOR = Column("floor_m2", "Vloer (m²)", "number", 9)
PERSONS = Column("persons", "Personen (BRP)", "whole", 10)
HOUSEHOLDS = Column("households", "Huishoudens", "whole", 11)
HABITATION = (PERSONS, HOUSEHOLDS, USAGE, FLOOR)
OWNERS = Column("owners", "Eigenaar of ander recht", OWNER, 34)
OWNER_OBJECTS = Column("owner_objects", "Andere objecten van de eigenaar", "whole", 14)
OWNER_LISTED = Column("owner_listed", "Van dezelfde houder op deze lijst", "texts", 34)
OWNERSHIP = (OWNERS, OWNER_OBJECTS, OWNER_LISTED)
VISITS = Column("visits", "Eerdere bezoeken", VISIT, 44)
FOLLOW_UP = Column("open_follow_up", "Hercontrole staat open sinds", "date", 14)
REGISTRATIONS = Column(
    "registrations", "Registraties (DOR, RDW, milieu, inzamelaars)", REGISTRATION, 40
)
ATTENTION = Column("attention", "Let op", "texts", 44)
SAFETY = Column("safety", "Veiligheid (ja/nee)", width=12, protected=True)
SAFETY_CONTACT = Column("safety_contact", "Veiligheid na te vragen bij", width=40, protected=True)
PARTNERS = Column("partners", "Partners en hun vraag", PARTNER, 50)
POWERS = Column("powers", "Bevoegdheid per partner", POWER, 60)
# What was decided or found before of what a row is about: context, never evidence (T12).
EARLIER = (
    Column("earlier_decision", "Eerder besluit", width=24),
    Column("earlier_decision_date", "Datum eerder besluit", "date", 12),
)
# What is next.
INTERVENTIONS = Column("interventions", "Mogelijke vervolgstap", INTERVENTION, 50)
MISSING = Column("missing", "Wat ontbreekt en wie het levert", WANTED, 44)
# What it rests on.
BASES = Column("bases", "Grondslag van deze regel op de lijst", "texts", 40)
HITS = Column("hits", "Signaalregels met datum en grondslag", HIT, 50)
VALID = Column("valid_until", "Bewaren tot", "date", 12)
AUDIT = (
    HITS,
    BASES,
    VALID,
    Column("rules", "Regels", "texts", 40, hidden=True),
    Column("families", "Invalshoeken", "texts", 24, hidden=True),
    Column("subject_type", "Soort onderwerp", width=14, hidden=True),
    Column("subject", "Onderwerp", width=20, hidden=True),
    Column("place_type", "Soort plaats", width=14, hidden=True),
    Column("place", "Plaats", width=20, hidden=True),
    Column("members", "Onderwerpen", "texts", 40, hidden=True),
)
"""Which rules in which version, on which basis, and the ids that programs go by."""
OF_A_FIRM = arranged(
    (1, (*ORDER, ORIGIN, TIE)),
    (3, OCCUPANTS),
    (4, WHY),
    (5, (MISSING,)),
    (9, EARLIER),
    (10, (INTERVENTIONS,)),
    (15, (*WEIGHT, *AUDIT)),
)
"""The columns of a list of firms that a desk looks into."""
