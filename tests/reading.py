"""Reading a page as a visitor gets it, with what is true of every page checked on the way."""

import re
from itertools import pairwise

from bs4 import BeautifulSoup


def assert_headings_in_order(soup):
    """Check that there is one h1, first of all, and that no level is jumped over."""
    levels = [int(heading.name[1]) for heading in soup.find_all(re.compile("^h[1-6]$"))]
    assert levels[:1] == [1], levels
    assert levels.count(1) == 1, levels
    for above, below in pairwise(levels):
        assert below <= above + 1, levels


def text_of(soup):
    """Return the visible text on one line."""
    return re.sub(r"\s+", " ", soup.get_text().replace("\xa0", " "))


def get(client, page):
    """Return the parsed page, after checking what is true of every page."""
    response = client.get(page.url)
    assert response.status_code == 200, page
    soup = BeautifulSoup(response.content, "html.parser")
    assert_headings_in_order(soup)
    assert not re.search(r"\bNone\b", response.text)
    assert len(soup.find_all("main")) == 1
    for image in soup.find_all("img"):
        assert {"alt", "width", "height"} <= set(image.attrs), image
    for link in soup.find_all("a"):
        assert link.get("href"), link
        assert link.get_text(strip=True), link
    for term in soup.find_all("dt"):
        described = term.find_next_sibling("dd")
        assert described is not None, term
        assert described.get_text(strip=True), term
    ids = [element["id"] for element in soup.find_all(id=True)]
    assert len(ids) == len(set(ids)), ids
    return soup
