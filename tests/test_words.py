"""The words of the interface: what was once said badly is not said again."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Said badly, in small letters → said better.
PHRASES = {
    "framskj": "Uppskjutet",
    "öppen för anmälan": "Öppet för anmälan",
    "till en ny dag": "Nytt datum",
    "dagen före flytten": "Datumet som gällde före ändringen",
    "utlyst": "Just nu är inga evenemang inplanerade",
    "datum okänt": "utelämnas",
    "dagen är inte känd": "Datum saknas",
    "okänd dag": "Utan datum",
    "meddelas här": "Vi skriver här när datumet är bestämt",
    "här förekommer": "Mer med …",
    "hitta hit": "På webbplatsen",
    "hör ihop med": "Läs också",
    "resultaten används till": "Så används resultatet",
    '"används till"': "Så används resultatet",
    "du ser bara": "Du har valt",
    "välj mer": "Ändra urvalet",
    "välj vad du vill se": "Filtrera",
    "passar det du har valt": "Inga evenemang stämmer med ditt val",
    "tomt här": "Här är det tomt just nu",
    "titta på evenemangets sida": "På evenemangets sida står …",
    "för tidigt än": "Mötet är inte öppet än",
    "ingen dag än": "Datumet är inte bestämt än",
    "den gjordes här": "Anmälan är stängd.",
    "tidigare: {{": "← November 2026",
    "senare: {{": "Januari 2027 →",
    "närmast före": "Senaste evenemanget",
    ":e vecka": "Var tredje vecka",
    "(atom)": "Nyhetsflöde (RSS)",
    "atom eller rss": "Nyhetsflöde (RSS)",
    "här står alla": "Alla evenemang, både …",
    "här finns de som": "De som …",
    "utgivet än": "Inget nyhetsbrev har kommit ut än",
    "ingen sida har alla orden": "Inga träffar på alla orden i …",
    "avgräns": "filter",
    "utvald träff": "Vi tipsar, söktips",
    "utvalda träff": "Vi tipsar, söktips",
    "inte skickat än": "Meddelandet kunde inte skickas",
    "dolt fält": "Vi kunde inte ta emot meddelandet. Försök igen.",
    "fortare än vi väntade": "Vänta några sekunder och skicka igen.",
    "fram till vår inkorg": "Vi har fått ditt meddelande",
    "raderar vi": "Vi tar bort …",
    "inte det val som står": "Det urvalet finns inte i kalendern",
    "markera det där": "När du har svarat: markera …",
    "bara pryder": "bara är dekoration",
    "pryder bara": "är bara dekoration",
    "får vara tom": "Valfritt",
    "finns bara en.": "Det kan bara finnas en",
    "sköter sig själv": "uppdateras automatiskt",
    '"så många"': "Antal",
    "högst så många": "Högsta antal",
    "rytmen": "Inget fast intervall, Nästa ordinarie datum",
    "datum kommer": "Datum inte bestämt",
    "roll här": "Roll",
    "organisation då": "Organisation vid tillfället",
    "sätts av sidan": "Läggs till automatiskt",
    "sidan sätter det": "Läggs till automatiskt",
    "utfall": "Sökstatistik",
    "antal är lovat": "Fyll i om ni har lovat ett antal",
    "adressnamn": "Slutet av webbadressen",
}
# States are neuter, as evenemang is.
STATES = re.compile(r"\b(inställd|fullbokad|genomförd|dokumenterad)\b")
WEEK = re.compile(r"\bv\.( |&nbsp;|\{nbsp\})[\d{]")
HERE = "tests/test_words.py"
FOLDERS = ("activities", "content", "docs", "home", "locale", "malmoandan", "news", "search")
KINDS = ("*.html", "*.py", "*.js", "*.txt", "*.md", "*.po", "*.yaml")
# What migrations said and what once was published stays as it was.
QUOTED = ("/migrations/", "content/nyheter/", "content/nyhetsbrev/", "tests/seeds/", "relevance/")
# What people may type, however badly said.
TYPED = "content/registers/synonyms.yaml"
# (file, phrase): where the words mean something else.
EXCEPT = {
    ("tests/test_ranges.py", "v. 2"),  # as people write it
    ("home/dates.py", "datum okänt"),  # as it was written before
    ("search/language/questions.py", "hitta hit"),  # as people ask
}


def spoken():
    """Yield (path from the root, text in small letters) of all that people's words are in."""
    for folder in (*FOLDERS, "static", "templates", "tests"):
        for path in (path for kind in KINDS for path in (ROOT / folder).rglob(kind)):
            short = path.relative_to(ROOT).as_posix()
            if short not in (HERE, TYPED) and not any(part in short for part in QUOTED):
                yield short, " ".join(path.read_text().lower().split())


def test_nothing_is_said_in_words_that_were_given_up():
    offenders = {
        (path, said)
        for path, text in spoken()
        for said in (
            *(phrase for phrase in PHRASES if phrase in text),
            *(found.group() for rule in (STATES, WEEK) for found in rule.finditer(text)),
        )
    }
    assert [
        f"{path}: {said} → {PHRASES.get(said, 'the neuter, or vecka 48')}"
        for path, said in sorted(offenders - EXCEPT)
    ] == []
