"""What *Personuppgifter* promises is what the site does."""

import re
from pathlib import Path

from django.conf import settings

from home import limits
from home.mail import letter
from home.models import SiteSettings
from malmoandan.backup import nightly
from news.sending import sending
from news.subscriptions import refusals
from news.subscriptions.subscriber import CONFIRMED_WITHIN

TEXT = Path(settings.BASE_DIR / "content/personuppgifter.yaml").read_text()
NUMBERS = {2: "två", 3: "tre", 7: "sju", 30: "30", 365: "ett år"}


def said(*words):
    """Return whether the page says the words, in one sentence, in that order."""
    return re.search("[^.]*?".join(map(re.escape, words)), TEXT)


def test_the_page_on_personal_data_says_how_long_everything_is_kept():
    subscription = f"inom {NUMBERS[CONFIRMED_WITHIN.days]} dagar tar vi bort adressen"
    assert said("Bekräftar du inte", subscription)
    tried, kept = NUMBERS[letter.TRIED_FOR.days], NUMBERS[letter.KEPT_DAYS]
    assert sending.TRIED_FOR == CONFIRMED_WITHIN
    longer = f"ett nyhetsbrev eller en länk till din prenumeration i högst {NUMBERS[7]} dagar"
    assert said("väntar i en kö", longer, f"andra brev i högst {tried} dagar")
    assert said("Adresserna raderas", f"{kept} dagar efter att utskicket började")
    assert said("Samma sak gäller", f"{NUMBERS[refusals.MOST]} gånger inte har tagit emot")
    assert said("Allt detta raderas", f"efter {kept} dagar")
    assert said("ett misslyckat försök".capitalize(), f"{hours(limits.KEPT)} timmar")
    assert said("minns vi", f"i {NUMBERS[limits.KNOWN.days]} dagar")
    assert said("En kopia tas bort", f"efter {NUMBERS[nightly.KEPT_DAYS]} dagar")
    # What an editor can change stands at the form, and is no number here.
    assert SiteSettings._meta.get_field("message_retention_days").default == 365
    assert said("efter den tid som står vid formuläret")


def hours(time):
    return NUMBERS[time.total_seconds() / 3600]


def test_the_page_says_what_is_kept_why_and_by_what_right():
    for words in (
        "din e-postadress, vad du har valt att få, texten som du sa ja till",
        "för att kunna skicka det du har bett om",
        "ett avtryck som det inte går att läsa ut adressen ur",
        "Det finns kvar tills du själv prenumererar igen",
        "hur många brev som skickades, hur många som inte gick fram och hur många som har avslutat",
        "exporterar eller importerar en lista noteras vem det var och när",
        "för att du har sagt ja",
        "ta tillbaka ditt ja när du vill",
        "fyllt 13 år",
        "Malmö stad och den idéburna sektorn samordnar",
        "få en kopia",
        "klaga hos Integritetsskyddsmyndigheten",
    ):
        assert words in TEXT, words
