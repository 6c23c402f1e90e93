"""What a question asks for besides its words, and which texts have that.

Who asks when, where, for how much or how to register wants a page that says so; who asks what
something is wants a text that explains it.  Texts with such facts get keys of their own.
"""

import re

from .analyser import clean, content_words, keys
from .lexicon import is_action, lemma
from .word_lists import CONNECTING_WORDS, GENERAL_WORDS, listed

FACT = "3"  # ends the key of a kind of fact
EXPLAINED = "4"  # ends the root of a word that a text explains
WHEN, WHERE, PRICE, REGISTRATION, CONTACT = (
    name + FACT for name in ("when", "where", "price", "join", "contact")
)
LONGEST_SCANNED = 50_000  # letters of a text

MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
DAYS = "måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag"
# Kind of fact → how a text says it.
SAID = {
    WHEN: re.compile(rf"\bkl(?:\.|ockan)? ?\d|\b\d{{1,2}} (?:{MONTHS})\b|\b(?:{DAYS})(?:en|ar)?\b"),
    WHERE: re.compile(
        r"^(?:var|plats|lokal|adress)\b|\w(?:gatan|vägen|torget|allén|gränd)\b"
        r"|\b(?:ligger|äger rum|håller till|hålls|träffas) (?:i|på|vid)\b",
        re.MULTILINE,
    ),
    PRICE: re.compile(r"\d ?(?:kr|kronor|euro)\b|\bgratis\b|\bkostnadsfri|\bavgift|\bkosta[rt]?\b"),
    REGISTRATION: re.compile(r"\banmäl|\bboka(?:r|s|s av)?\b"),
    CONTACT: re.compile(r"(?<![\d-])0\d{1,3}[- ]\d{2,3} ?\d\d|\w@\w"),
}
# Kind of fact → how a question asks for it, and the words that stand for the fact itself.
ASKED = {
    WHEN: (
        re.compile(
            r"^(?:när|nar|hur dags|vilken dag|vilka dagar|vilket datum|vilken tid)\b|\böppettid"
        ),
        ("öppettid",),
    ),
    WHERE: (re.compile(r"^(?:var|vart|vilken plats)\b|\badress(?:en|er)?\b"), ("adress",)),
    PRICE: (
        re.compile(r"\bkosta|\bpris(?:et|er)?\b|\bavgift|\bhur mycket\b"),
        ("kosta", "kostnad", "pris", "avgift"),
    ),
    REGISTRATION: (re.compile(r"\banmäl|\banmal|\bboka"), ("anmäla", "anmälan", "boka")),
    CONTACT: (
        re.compile(r"^vem\b|\btelefon(?:nummer|nr)?\b|\b(?:e-?post|mejl|mail)|\bkontakt"),
        ("telefon", "telefonnummer", "mejladress", "kontaktuppgift"),
    ),
}
EXPLANATION_ASKED = re.compile(r"^vad (?:är|ar|betyder|innebär|innebar|menas med|kallas)\b")
QUESTION = re.compile(
    r"^(?:när|nar|var|vart|vad|vem|vilk[aeo]\w*|hur|varför|kan|får|far|ska|skall|finns|måste|är|har"
    r"|går|behöver|vill|jag|vi|man|hej)\b"
)
# What is done in questions, of which the texts that answer them say nothing.
ASKING_VERBS = listed(
    """
    böra börja finnas fråga fungera funka gälla hitta hittas hålla hållas hända innebära kontakta
    ligga läsa mena prata ringa sitta sluta starta säga tala vilja vända
    """
)
# Of these, what one wants to know how to do: hur startar man en förening, but när startar kursen.
DONE = listed("hålla sluta starta")
ASKING_WORDS = listed("tack snälla va å nåt typ vill")
# What one asks of how much there is.
MEASURES = listed("stor lång hög bred djup gammal dyr tidig snabb länge långt tidigt sent många")
# «En medborgarbudget är ett …», «Vad är en medborgarbudget?»
EXPLANATION = re.compile(
    r"(?:^|[.!?:] +)(?:en |ett |den |det |de )?(\w+(?: \w+){0,3}?)"
    r" (?:är (?:en|ett|den|det|när|att|namnet)|betyder|innebär|går ut på|står för|kallas)\b"
    r"|\bvad (?:är|betyder|innebär|menas med) (?:en |ett |det )?(\w+(?: \w+){0,3}?) *(?:[?.!:]|$)",
    re.MULTILINE,
)


def fact_keys(text: str) -> list[str]:
    """Return the keys of what a text says and explains."""
    text = clean(text[:LONGEST_SCANNED]).casefold()
    found = [kind for kind, said in SAID.items() if said.search(text)]
    for subjects in EXPLANATION.findall(text):
        found += explained(content_words(" ".join(subjects)))
    return list(dict.fromkeys(found))


def explained(words: list[str]) -> list[str]:
    """Return the keys of words that a text explains."""
    return [keys(word).root[:-1] + EXPLAINED for word in words if not word.isdigit()]


def facts_asked(text: str) -> list[str]:
    """Return the kinds of facts that a question asks for."""
    text = text.casefold()
    return [kind for kind, (asked, _words) in ASKED.items() if asked.search(text)]


def fact_of(word: str) -> str:
    """Return the kind of fact that a word stands for, if any."""
    root = keys(word).root
    for kind, (_asked, words) in ASKED.items():
        if any(root == keys(one).root for one in words):
            return kind
    return ""


def tells_no_topic(word: str) -> bool:
    """Tell whether a word is said of all things: what one does with them, what they cost."""
    return is_action(word) or lemma(word) in GENERAL_WORDS or bool(fact_of(word))


def asks_for_explanation(text: str) -> bool:
    return bool(EXPLANATION_ASKED.search(text.casefold()))


def asking_words(words: list[str], text: str) -> list[str]:
    """Return the words that only make a question or a sentence: hålls, måste, hur stort."""
    text = text.casefold()
    question = QUESTION.match(text) or text.endswith("?")
    return [
        word for word in words if word in CONNECTING_WORDS or (question and _only_asks(word, text))
    ]


def _only_asks(word, text):
    base = lemma(word) or word
    if base in MEASURES:
        return f"hur {word}" in text
    asks = base in ASKING_VERBS and not (base in DONE and text.startswith("hur "))
    return asks or word in ASKING_WORDS or (base in GENERAL_WORDS and not fact_of(word))
