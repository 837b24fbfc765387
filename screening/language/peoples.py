"""More words for people by where they come from or what they believe, whole or with an ending.

As a value in quotes each is a criterion. In running text many can be said of things too, as German
law and Christian schools are, so there they count beside a word for people only.
"""

from __future__ import annotations

_FROM = """
    afrika amerikaan arabi arabisch arabier aziaat aziat azie belg belgisch
    berber brazil brit britt brits congol curacao deens dominicaan duits engelsman
    europeaan finse filipijn frans fransman fransen georgi griek grieks hindoest
    iers indisch italia japan jemeni jordani kaapverd koerd korean koreaan kosovar letlander
    latijns libier macedon maleis mongol moluk montenegr nepal noren noors oost-europ oosteurop
    palestij peruaan portug sikh slovee sloveen spaans spanjaard soedan sri-lank taiwan thai thais
    tamil tsjech tsjets venezol wit-rus zuid-europ zweed zweeds zwitser bulgarian dutch german kurd
    arab african asian romani
"""
_BELIEVERS = """
    boeddhis christen christelijk evangelisch evangelist gelovig gereformeerd hervormd jood joden
    katholiek mohammedaan orthodox protestant salafis sjiiet soenniet synagoge buddhist christian
    catholic hindu
"""
FROM, BELIEVERS = _FROM.split(), _BELIEVERS.split()
"""How words begin for peoples and their members, and for who believes something."""
_OTHERWISE = """
    arabica berberis christensen fransen engelsman duitsland belgie spaanseaak
"""
OTHERWISE = _OTHERWISE.split()
"""What begins so and is a plant, the name of a firm, a country where a firm sits or a ship."""
_SAID_OF_PEOPLE = {
    "nationality": r"(?:duits|belgisch|frans|spaans|italiaans|portuge|grieks|brits|engels|iers"
    r"|tsjechisch|sloveens|lets|estisch|zweeds|deens|noors|amerikaans|georgisch|thais|braziliaans)"
    r"e?",
    "origin": r"koerdische?|arabische?|berberse?|afrikaanse?|aziatische?|molukse?|indische?"
    r"|hindoestaanse?|kaapverdische?|latijns ?amerikaanse?|(?:oost|zuid|midden) ?europese?"
    r"|oosteuropese?|(?:niet )?westerse?",
    "skin colour": r"donkere?|zwarte?|blanke?|gekleurde?|getinte?|witte",
    "religion": r"christelijke?|katholieke?|protestantse?|gereformeerde?|orthodoxe?|kerkelijke?"
    r"|gelovige?|boeddhistische?|joodse?",
    "ethnicity": "roma",
    "civil status": "(?:on)?gehuwde?|getrouwde?",
}

_THEMSELVES = {
    "nationality": r"""
        amerikanen belgen brazilianen britten duitsers? georgiers? grieken indiers? italia(?:an|nen)
        japanners? koreanen portugezen spanjaard(?:en)? tsjech(?:en)? wit.?russen zwitsers
    """,
    "origin": r"""
        afrika(?:an|nen) arabier(?:en)? azia(?:at|ten) berbers hindoesta(?:an|nen)
        kaapverdia(?:an|nen) koerd(?:en)? molukkers? oeigoer(?:en|s)? oostblokkers?
        (?:oost|zuid|midden).?europea(?:an|nen) palestijn(?:en)? tamils tsjetsjeen tsjetsjenen
    """,
    "ethnicity": "kampbewoners?",
    "religion": r"""
        alevieten boeddhist(?:en)? gelovigen gereformeerden jezidis joden katholieken mohammedanen
        protestanten salafist(?:en)? sikhs sjiieten soennieten
    """,
    "orientation": r"""
        biseksuelen homos hetero(?!ge)\w+ lesbiennes? lhbti\w* transgenders? transseksuelen
    """,
    "civil status": "gehuwden weduwnaars",
}
"""Words that mean people and nothing else, so that none needs to stand beside them."""


def people_themselves() -> dict[str, list[str]]:
    """Per ground the patterns of words for those who are of it."""
    return {ground: words.split() for ground, words in _THEMSELVES.items()}


def said_of(people: str) -> dict[str, list[str]]:
    """Per ground the patterns of what is said of people."""
    return {ground: [f"(?:{said}) (?:{people})"] for ground, said in _SAID_OF_PEOPLE.items()}


def come_from(people: str, countries: str) -> list[str]:
    """Patterns of where people come from or were born."""
    places = rf"{countries}|(?:oost|zuid|midden) ?europa|afrika|azie"
    owners = "(?:eigenar|eigenaar|bestuurder)"  # of whom it is known where they sit, not who lives
    return [
        rf"(?!{owners})(?:{people}) (?:die )?(?:afkomstig )?uit het buitenland",
        rf"(?:{people}) (?:die )?(?:afkomstig )?uit (?:{places})",
        rf"in (?:{places}|het buitenland) geboren",
        r"(?:niet )?westerse? achtergrond(?:en)?",
        "komaf",
        rf"(?:{people}) van kleur",
    ]
