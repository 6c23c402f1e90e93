"""What a visitor's browser says of the public pages."""

from urllib.parse import urlsplit

import pytest

from tests.pages import SmallSite

# The root page comes from migrations and has to be put back after each test.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
PAGES = ["/", "/vad-vi-gor/", "/vad-vi-gor/larandelunch/", "/kalender/", "/nyheter/", "/manniskor/"]


@pytest.fixture
def site(transactional_db):
    return SmallSite()


@pytest.mark.searches
def test_no_page_breaks_its_own_policy_asks_another_host_or_sets_a_cookie(site, page, live_server):
    complaints, hosts = [], set()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    for address in [*PAGES, "/sok/?q=larandelunch"]:
        assert page.goto(address).status == 200, address
        page.wait_for_load_state("networkidle")
    assert complaints == []
    assert hosts == {urlsplit(live_server.url).netloc}
    assert page.context.cookies() == []
