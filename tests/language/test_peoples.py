"""T8: whole words for peoples and beliefs, in the singular too, and what is said of people."""

from __future__ import annotations

import pytest

from screening.language.grounds import ground_of_text, ground_of_value

VALUES = """
    vluchteling migrant christen christelijke jood joden boeddhisten sikh katholieken protestant
    gereformeerd synagoge koerdisch berber duitser duitse belg britse italiaans spanjaard portugees
    griek oost-europees Oosteuropeaan arabier afrikaans aziatisch molukker tsjech wit-rus georgier
    macedonier transgender biseksueel getrouwd ongehuwde alleenstaande getinte
    arabieren berbers christenen franse
"""
TEXTS = """
    huurders uit Polen; eigenaren die afkomstig uit Oost-Europa zijn; Roma huurders;
    niet-westerse huurders; mensen met een niet-westerse achtergrond; van buitenlandse komaf;
    donkere mensen; gelovige huurders; christelijke ondernemers; in het buitenland geboren huurders;
    een vluchteling; immigranten; een buitenlandse naam; een buitenlands klinkende naam;
    Koerdische ondernemers; Duitse eigenaren; gehuwde bewoners; mensen van kleur; een vreemdeling;
    huurders uit het buitenland; bewoners met een buitenlandse naam;
    Koerden; een Koerd; Berbers; Oeigoeren; Oost-Europeanen; oostblokkers; Afrikanen; Molukkers;
    Belgen; Duitsers; een Spanjaard; Joden; gelovigen; Katholieken; transgenders; homo's;
    weduwnaars; een heteroseksueel; heteroseksuelen;
    kampbewoners
"""
NO_GROUND = """
    de Duitse wet; een buitenlandse vennootschap; de christelijke school; Engelse les;
    zwarte handel; arbeidsmigranten in een te kleine woning; witte lijst;
    gescheiden ingang; uit het register;
    de Vreemdelingenwet; huurders uit dezelfde straat; het westerse deel van de wijk;
    de Spaanse aak; de Jodenbreestraat; de Berberisstraat; een homogeen blok; de Belgische bank;
    een geloofwaardige uitleg; het weduwenfonds;
    weduwen en wezen; heterogeen gebruik; een heterogene wijk;
    de buitenlandse naam van de vennootschap; eigenaren uit het buitenland;
    bestuurders uit het buitenland; gescheiden bewoners; gescheiden eigenaren;
    een vreemdeling in de zin van de wet
"""


_ORDINARY = """
    noord; letsel; zwart; pool; blank; gescheiden; arabica; berberis; christensen; fransen;
    homogeen; heterogeen; engelsman; belgie; duitsland; getint; gekleurd; spaanse aak
"""


@pytest.mark.parametrize("value", VALUES.split())
def test_a_word_for_people_is_a_criterion(value: str) -> None:
    assert ground_of_value(value) is not None
    assert ground_of_value(value.upper()) is not None


@pytest.mark.parametrize("text", [each.strip() for each in TEXTS.split(";")])
def test_a_text_may_not_speak_of_it(text: str) -> None:
    assert ground_of_text(f"Op dit adres staan {text} ingeschreven.") is not None


@pytest.mark.parametrize("text", [each.strip() for each in NO_GROUND.split(";")])
def test_what_is_said_of_things_stays_free(text: str) -> None:
    assert ground_of_text(f"Hier gaat het om {text}.") is None


@pytest.mark.parametrize("value", [each.strip() for each in _ORDINARY.split(";")])
def test_words_that_mean_something_else_stay_free(value: str) -> None:
    assert ground_of_value(value) is None
