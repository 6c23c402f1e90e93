"""A news article as structured data."""

import json
from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from jsonschema import Draft202012Validator

from home.blocks.people import PersonBlock
from tests.event_terms import ADDRESS, CHECKER, MOMENT, NAME, ORGANISATION, PERSON, thing
from tests.pages import SmallSite, make_category, moment

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ARTICLE = thing(
    "NewsArticle",
    ["@context", "headline", "url", "image", "author", "publisher"],
    **{"@context": {"const": "https://schema.org"}},
    headline=NAME,
    description=NAME,
    url=ADDRESS,
    mainEntityOfPage=ADDRESS,
    image={"type": "array", "items": ADDRESS, "minItems": 1},
    inLanguage={"const": "sv"},
    datePublished={"anyOf": [MOMENT, {"type": "string", "format": "date"}]},
    dateModified=MOMENT,
    articleSection=NAME,
    author={"anyOf": [ORGANISATION, {"type": "array", "items": PERSON, "minItems": 1}]},
    publisher=ORGANISATION,
    correction=thing("CorrectionComment", ["text"], text=NAME, datePublished={"type": "string"}),
)


@pytest.fixture
def site(db):
    return SmallSite()


def data(client, article):
    """Return the structured data of an article's page, after holding it against the terms."""
    soup = BeautifulSoup(client.get(article.url).content, "html.parser")
    scripts = soup.find_all("script", type="application/ld+json")
    _trail, found = (json.loads(script.string) for script in scripts)
    validator = Draft202012Validator(ARTICLE, format_checker=CHECKER)
    assert [error.message for error in validator.iter_errors(found)] == []
    return found


def test_an_article_says_what_it_is_and_who_wrote_it(site, client):
    writer = {"person": None, "name": "Ali Holm", "role": "", "organisation": ""}
    article = site.add_article(
        "Samverka i Skåne",
        introduction="Det går bra.",
        date=date(2016, 5, 10),
        category=make_category("Rapport"),
        authors=[("person", PersonBlock().normalize(writer))],
    )
    with time_machine.travel(moment(2026, 5, 4, 9), tick=False):
        article.save_revision().publish()
    found = data(client, article)
    assert found["headline"] == "Samverka i Skåne"
    assert found["datePublished"] == "2016-05-10"
    assert found["dateModified"] == "2026-05-04T09:00:00+02:00"
    assert found["author"] == [{"@type": "Person", "name": "Ali Holm"}]
    assert found["articleSection"] == "Rapport"


def test_a_day_that_is_not_known_is_not_made_up(site, client):
    found = data(client, site.add_article(date_text="våren 2016"))
    assert {"datePublished", "dateModified", "description"}.isdisjoint(found)
    assert found["author"] == found["publisher"]


def test_a_correction_is_told_at_the_top_of_its_article_and_to_programs(site, client):
    said = {"corrected": date(2026, 6, 3), "correction": "Antalet var först angivet till 187."}
    article = site.add_article("Årsberättelse", date=date(2026, 4, 9), **said)
    assert data(client, article)["correction"] == {
        "@type": "CorrectionComment",
        "text": "Antalet var först angivet till 187.",
        "datePublished": "2026-06-03",
    }
    head = BeautifulSoup(client.get(article.url).content, "html.parser").select_one(".page-head")
    words = head.get_text(" ").replace("\xa0", " ")
    assert "Rättad 3 juni 2026: Antalet var först angivet till 187." in words
    article.correction = ""
    with pytest.raises(ValidationError) as refusal:
        article.clean()
    assert set(refusal.value.message_dict) == {"correction"}
