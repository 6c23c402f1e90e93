"""What a list says when there is nothing in it, and how bad the worst content is."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from activities.models import ActivityPage
from home.blocks.sections import ActivitiesBlock
from tests.pages import SmallSite, make_organisation
from tests.reading import get, text_of
from tests.worst_content import LONG, LONGEST_TITLE, EmptySite

pytestmark = pytest.mark.one_database

NOTHING_COMING = "Just nu är inga evenemang inplanerade."
SAYS = {
    "home, tom": [NOTHING_COMING, "Inga nyheter än."],
    "landing, tom": [NOTHING_COMING, "Inga nyheter än."],
    "activity, tom": [NOTHING_COMING, "Inga tidigare evenemang finns här."],
    "calendar, tom": [NOTHING_COMING],
    "news, tom": ["Det finns inga nyheter än."],
    "newsletters, tom": ["Inget nyhetsbrev har kommit ut än."],
    "people, tom": ["Ingen person har en egen sida än."],
    "search, inga träffar": ["Inga träffar på ”xyzzy”", "Kontrollera stavningen."],
}


@pytest.mark.searches
@pytest.mark.django_db
def test_every_empty_list_says_so_in_swedish(client):
    addresses = EmptySite().addresses()
    assert set(addresses) == set(SAYS)
    for name, sentences in SAYS.items():
        text = text_of(BeautifulSoup(client.get(addresses[name]).content, "html.parser").main)
        for sentence in sentences:
            assert sentence in text, name


@pytest.mark.django_db
def test_a_list_of_activities_says_that_there_are_none():
    ActivityPage.objects.all().delete()
    block = ActivitiesBlock()
    html = block.render(block.to_python({"heading": "Våra mötesplatser"}))
    assert "Inga mötesplatser finns här än." in html
    assert "<ul" not in html


@pytest.mark.django_db
def test_what_is_left_empty_leaves_no_heading_and_no_list(client):
    site = SmallSite()
    left = "<ul><li> </li></ul>"
    site.activity.purpose = f"<p>Ordet</p>{left}"
    site.activity.save()
    quote = ("quote", {"quote": "Ja!", "attribution": "", "continuation": "", "source": "Alla"})
    issue = site.add_issue(items=[quote])
    fund = make_organisation("Fonden")
    role = {"title": "", "organisation": fund, "start": date(2019, 1, 1)}
    ida = site.add_person("Ida Ros", roles=[("role", role)])
    assert "Roller" in get(client, ida).main.text
    fund.delete()
    for page in (site.activity, issue, ida):
        main = get(client, page).main
        assert [each for each in main.select("ul, ol, dl") if not each.get_text(strip=True)] == []
        assert "I det här numret" not in main.text
        assert "Roller" not in main.text


def test_the_worst_content_is_as_bad_as_an_editor_can_make_it():
    assert len(LONG) >= 40
    assert len(LONGEST_TITLE) == 80
