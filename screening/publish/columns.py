"""What the columns of the published lists are called, how wide they are, and which start hidden."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column of a list as people see it; ``width`` in characters."""

    name: str
    title: str
    width: int = 14
    hidden: bool = False


_CORE = [
    Column("rank", "Nr.", 5),
    Column("case", "Casus", 22),
    Column("application_id", "Aanvraag", 16),
    Column("area_name", "Gebied", 24),
    Column("area_code", "Gebiedscode", 13),
    Column("branch_group", "Branchegroep", 22),
    Column("address", "Adres", 34),
    Column("trade_name", "Handelsnaam", 30),
    Column("branch", "Branche", 30),
    Column("personal_data", "Persoonsgegevens (eenmanszaak)", 16),
    Column("people_at_risk", "Mensen in risico?", 12),
    Column("reasons", "Waarom op de lijst", 70),
    Column("conclusions", "Samenhang", 40),
    Column("subjects", "Adressen en bedrijven", 34),
    Column("permits", "Vergunningen", 30),
    Column("missing", "Wat ontbreekt", 28),
    Column("usage", "Gebruik (BAG)", 18),
    Column("floor_m2", "Vloer (m²)", 9),
    Column("persons", "Personen (BRP)", 10),
    Column("households", "Huishoudens", 9),
    Column("owner_type", "Soort eigenaar", 18),
    Column("last_visit", "Laatste bezoek", 40),
    Column("open_follow_up", "Openstaande hercontrole", 18),
    Column("registrations", "Registraties (DOR, RDW, milieu)", 40),
    Column("innocent", "Mogelijke gewone verklaring", 80),
    Column("verify", "Zo na te gaan", 110),
    Column("interventions", "Mogelijke vervolgstap (artikel)", 40),
    Column("deadlines", "Termijnen", 30),
    Column("families_count", "Aantal invalshoeken", 12),
    Column("newest", "Nieuwste gegeven", 12),
    Column("origin", "Herkomst", 18),
    Column("handling", "Werkwijze", 22),
    Column("tie", "Gelijk bij de grens", 10),
    Column("valid_until", "Geldig tot", 12),
]
_HIDDEN = [
    Column("subject_type", "Soort onderwerp", 14, hidden=True),
    Column("subject", "Onderwerp", 20, hidden=True),
    Column("members", "Onderwerpen", 40, hidden=True),
    Column("vbo_id", "BAG-id", 18, hidden=True),
    Column("kvk_nr", "KVK-nummer", 12, hidden=True),
    Column("est_nr", "Vestigingsnummer", 15, hidden=True),
    Column("rules", "Regels", 40, hidden=True),
    Column("families", "Families", 24, hidden=True),
    Column("severity_max", "Zwaarste ernst", 8, hidden=True),
    Column("points", "Punten", 8, hidden=True),
    Column("points_parts", "Punten per onderdeel", 40, hidden=True),
    Column("rank_without_weights", "Nr. zonder gewichten", 8, hidden=True),
]

COLUMNS: dict[str, Column] = {column.name: column for column in [*_CORE, *_HIDDEN]}

RESULT_COLUMNS = [
    Column("result_seen", "Aangetroffen (open/dicht/geweigerd)", 18),
    Column("result_findings", "Bevindingen", 30),
    Column("result_false_alarm", "Onterecht op de lijst (j/n)", 12),
    Column("result_decision", "Besluit en reden", 30),
]
"""Empty columns for the people who look; filled by hand."""

NOTICE = (
    "Gemeentelijk signaal: een reden om te kijken, geen vaststelling. Te beoordelen door een mens. "
    "Niet overnemen in andere systemen."
)
"""Stands in every format of every list (T15, T60)."""
