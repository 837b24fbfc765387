"""Words for people and things by their nationality, as they stand in running text.

Only what cannot mean anything else: 'Polen' is a country, 'pool' a basin and 'Rus' a name, so these
are a criterion in quotes only.
"""

from __future__ import annotations

_ADJECTIVES = """
    afghaanse? albanese albanees algerijnse? antilliaanse? armeense? azerbeidzjaanse? bosnische?
    bulgaarse? chinese chinees colombiaanse? congolese congolees egyptische? eritrese eritrees
    ethiopische? ghanese ghanees hongaarse? indiase? indonesische? irakese irakees iraakse? iraanse?
    kosovaarse? kroatische? libanese libanees litouwse? marokkaanse? moldavische? nigeriaanse?
    oekraiense? pakistaanse? poolse? roemeense? russische? senegalese senegalees servische?
    slowaakse? somalische? sudanese sudanees surinaamse? syrische? tunesische? turkse? vietnamese
    vietnamees bulgarian moroccan romanian russian syrian turkish ukrainian
"""
_PEOPLE = r"""
    afghanen albanezen algerijn(?:en)? antillia(?:an|nen) armeniers? bosniers? bulga(?:ar|ren)
    chinezen colombia(?:an|nen) congolezen egyptena(?:ar|ars|ren) eritreeers? ethiopiers? ghanezen
    hongaar hongaren indonesiers? irakezen iraniers? kosova(?:ar|ren) kroaat kroaten libanezen
    litouwers? marokka(?:an|nen)\w* moldaviers? nigeria(?:an|nen) oekrainers? oekrainiers?
    pakista(?:an|nen) roeme(?:en|nen) russen senegalezen serviers? slowaak slowaken somaliers?
    sudanezen surinamers? syriers? tunesiers? turk turken vietnamezen
    bulgarians moroccans romanians russians syrians ukrainians
"""
_THINGS = (
    r"\w*(?:straat|weg|plein|kade|laan|zoom|dijk|singel|gracht|ambassade|consulaat|handelsregister"
    r"|restaurants?|keuken|muur|bad|vennootschap|rechtsvorm|kenteken|kentekens|recht|wet)"
)
_ANY = "|".join(_ADJECTIVES.split())
NATIONALS = [rf"(?:{_ANY})(?! {_THINGS}(?!\w))", *_PEOPLE.split()]
"""Patterns of plain lower-case words. With a street, a dish or a law it is no one's nationality."""


def compatriots(people: str) -> str:
    """The pattern of Dutch people, where 'Dutch' alone is said of firms, laws and banks."""
    return rf"(?:niet )?nederlandse? (?:{people})"
