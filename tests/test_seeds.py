"""The five source texts, sentence by sentence, in what an anonymous visitor can read.

A text is split by line, then after `. ? !`.  Case, width, white space, quotation marks, dashes and
`12:15`/`12.15` are made equal.  What `content/README.md` lists as left out is left out here.
"""

import re
import unicodedata
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Comment
from django.conf import settings
from django.test import Client
from wagtail.models import Page

pytestmark = pytest.mark.one_database
SEEDS = Path(__file__).parent / "seeds"
HIDDEN = ["head", "script", "style", "template", "noscript", "svg"]
INLINE = {"a", "abbr", "b", "em", "i", "s", "small", "span", "strong", "time", "mark"}
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
ROW = re.compile(r"(?P<label>[^:]{1,60}):\s*(?P<value>\S.*)")
# «22 mars - Medborgarbudget», made plain: a row of coming dates, where the day has its year too.
DATED = re.compile(r"(?P<day>\d{1,2} [a-z]{3,9})-(?P<what>\S.*)")


def plain(text):
    """Return text with everything made equal that typography may change."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub("[‘’‚´`']", "'", re.sub('[“”„«»"]', '"', text))
    text = re.sub(r"\s*[-‐‑–—−]+\s*", "-", text)
    text = re.sub(r"(?<=\d):(?=\d\d)", ".", text)
    return re.sub(r"\s+", " ", text).strip()


def left_out():
    """Return the strings that content/README.md lists in its one block of debris."""
    readme = (settings.BASE_DIR / "content/README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```debris\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    return block.splitlines()


def seed_lines():
    """Return the lines of all seed files."""
    files = sorted(SEEDS.glob("*.txt"))
    return [line.strip() for file in files for line in file.read_text("utf-8").splitlines()]


def sentences():
    """Return every sentence of the seeds that shall be on the site."""
    lines = seed_lines()
    debris = left_out()
    whole = [entry for entry in debris if entry in lines]
    parts = [entry for entry in debris if entry not in lines]
    found = []
    for line in lines:
        if line in whole:
            continue
        for part in parts:
            line = line.replace(part, "")
        found += re.split(r"(?<=[.?!])\s+", line)
    stripped = (plain(sentence).strip("-•* ").rstrip(".?! ") for sentence in found)
    return [sentence for sentence in stripped if sentence]


class Reading:
    """One public page as a visitor reads it: its words, and the addresses of its links."""

    def __init__(self, html):
        soup = BeautifulSoup(html, "html.parser")
        for part in soup.find_all(HIDDEN) + soup.select(
            "[hidden], [aria-hidden=true], .visually-hidden"
        ):
            part.decompose()
        for comment in soup.find_all(string=lambda string: isinstance(string, Comment)):
            comment.extract()
        self.addresses = {plain(link["href"]) for link in soup.find_all("a", href=True)}
        for element in soup.find_all(lambda element: element.name not in INLINE):
            element.insert_before(" ")
            element.insert_after(" ")
        self.text = plain(soup.get_text())

    def has(self, words):
        """Tell whether the words stand on the page, whole and in this order."""
        return bool(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", self.text))

    def shows(self, words):
        """Tell whether the words stand there, an address also as the target of a link."""
        if self.has(words):
            return True
        addresses = ADDRESS.findall(words)
        if not addresses or not {address.rstrip(".,") for address in addresses} <= self.addresses:
            return False
        return all(self.has(rest.strip()) for rest in ADDRESS.split(words) if rest.strip())

    def tells(self, sentence):
        """Tell whether a sentence stands there, or a row of facts by its label and value."""
        if self.shows(sentence):
            return True
        row = ROW.fullmatch(sentence)
        if row and self.shows(row["label"].strip()) and self.shows(row["value"].strip()):
            return True
        dated = DATED.fullmatch(sentence)
        if dated and self.tells_of_day(dated["day"], dated["what"]):
            return True
        # «PortugalParticipatory Budgeting»: the source lost the separator, the site has it.
        characters = r"[\s:]*".join(map(re.escape, re.sub(r"[\s:]", "", sentence)))
        return bool(re.search(rf"(?<!\w){characters}(?!\w)", self.text))

    def tells_of_day(self, day, what):
        """Tell whether a row says a day with its year, and right after it what happens then."""
        return bool(re.search(rf"(?<!\w){day} \d{{4}}:? {re.escape(what)}(?!\w)", self.text))


@pytest.fixture(scope="module")
def readings(content_site, django_db_blocker):
    """Every live public page of the loaded content, as an anonymous visitor gets it."""
    with django_db_blocker.unblock():
        urls = [page.get_url() for page in Page.objects.live().public().filter(depth__gt=1)]
        answers = {url: Client().get(url) for url in urls}
    assert {url: answer.status_code for url, answer in answers.items()} == dict.fromkeys(urls, 200)
    return [Reading(answer.content.decode()) for answer in answers.values()]


@pytest.mark.django_db
def test_every_sentence_of_the_five_source_texts_stands_on_a_public_page(readings):
    wanted = sentences()
    missing = [
        sentence for sentence in wanted if not any(page.tells(sentence) for page in readings)
    ]
    print(f"\n{len(wanted) - len(missing)} of {len(wanted)} sentences found")
    assert not missing, "\n".join(["not on any page:", *missing])


def test_everything_listed_as_left_out_is_in_the_source_texts():
    text = "\n".join(seed_lines())
    assert [entry for entry in left_out() if entry not in text] == []


@pytest.mark.django_db
def test_what_is_left_out_is_on_no_page(readings):
    secret = [entry for entry in left_out() if plain(entry) not in ("läs mer",)]
    shown = [entry for entry in secret for page in readings if page.has(plain(entry))]
    assert shown == []


def test_a_sentence_that_the_site_does_not_have_is_missed():
    page = Reading("<main><p>Malmötimmen är fyra till sex gånger.</p></main>")
    assert page.tells(plain("Malmötimmen är fyra"))
    assert not page.tells(plain("Malmötimmen är fem"))
    assert not page.tells(plain("Malmötimmen är fyra till sex gånge"))


def test_what_a_visitor_cannot_see_does_not_count():
    page = Reading("<p hidden>dold</p><script>dold</script><p aria-hidden='true'>dold</p>")
    assert not page.tells("dold")
