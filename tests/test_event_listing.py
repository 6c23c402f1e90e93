"""The lists of events in the admin: their columns, filters and cost."""

from datetime import timedelta
from itertools import product

import pytest
from bs4 import BeautifulSoup

from activities.event_listing import links_of
from activities.models import EventPage
from tests.bench.rows import insert
from tests.pages import SmallSite, moment
from tests.reading import text_of
from tests.test_queries import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = moment(2026, 5, 1, 9)
BY_TYPE = "/admin/pages/usage/activities/eventpage/"
REGISTRATION = {"registration": "link", "registration_url": "https://example.org/anmalan"}


@pytest.fixture
def site():
    return SmallSite()


@pytest.fixture
def client(client, redaktor):
    client.force_login(redaktor)
    return client


@pytest.fixture
def events(site):
    """One event for each thing that an editor looks for."""
    week = timedelta(days=7)
    reason = {"change_reason": "Sjukdom"}
    site.add_event("Kommande", start=TODAY + week, **REGISTRATION)
    site.add_event("Inställt evenemang", start=TODAY + 2 * week, change="cancelled", **reason)
    site.add_event("Uppskjutet evenemang", start=TODAY + week, change="postponed", **reason)
    site.add_event("Utan dag")
    site.add_event("Digital", start=TODAY + 3 * week, join_url="https://zoom.us/j/1")
    site.add_event("Har varit", start=moment(2021, 5, 26, 9), end=moment(2021, 5, 27, 16))
    site.add_event("Dokumenterat", start=moment(2020, 5, 26, 9), result_use="<p>Ja</p>")
    site.add_article(event=site.add_event("Med rapport", start=moment(2019, 5, 26, 9)))
    other = site.add_activity("Idéverkstad")
    site.add_event("Verkstad", activity=other, date_text="våren 2018", held=True)
    return site


def table(client, address, **query):
    """Return {title: [cells]} of the list at this address, in its order."""
    response = client.get(address, query)
    assert response.status_code == 200, address
    rows = BeautifulSoup(response.content, "html.parser").select("table.listing tbody tr")
    cells = [[text_of(cell).strip() for cell in row.find_all("td")] for row in rows]
    titles = [row.select_one(".title .title-wrapper").get_text(strip=True) for row in rows]
    return dict(zip(titles, cells, strict=True))


def explorer(site):
    return f"/admin/pages/{site.activity.pk}/"


def test_an_empty_list_counts_nothing(client, site):
    assert "av 0" not in text_of(
        BeautifulSoup(client.get(explorer(site)).content, "html.parser").select_one("main")
    )


@pytest.mark.one_database
def test_both_lists_say_day_state_links_and_documentation(client, events):
    for address in (explorer(events), "/admin/evenemang/", BY_TYPE):
        rows = table(client, address)
        assert {"Anmälan, Möteslänk saknas", "Öppet för anmälan"} <= set(rows["Kommande"])
        assert "Inställt" in rows["Inställt evenemang"]
        assert "Möteslänk saknas" not in rows["Inställt evenemang"]
        assert "Uppskjutet" in rows["Uppskjutet evenemang"]
        assert "Datum meddelas" in rows["Utan dag"]
        assert "Möte" in rows["Digital"]
        assert {"26–27 maj 2021", "Genomfört", "Nej"} <= set(rows["Har varit"])
        assert {"26 maj 2020", "Dokumentation finns", "Ja"} <= set(rows["Dokumenterat"])
        assert {"Dokumentation finns", "Ja"} <= set(rows["Med rapport"])
    assert "våren 2018" in table(client, "/admin/evenemang/")["Verkstad"]


@pytest.mark.one_database
def test_the_state_of_the_list_says_when_registration_opens_and_that_a_day_has_moved(client, site):
    site.add_event(
        "Senare",
        start=moment(2026, 6, 4, 9),
        registration_opens=moment(2026, 5, 3, 9),
        change="rescheduled",
        change_reason="Sjukdom",
        previous_start=moment(2026, 5, 28, 9),
        **REGISTRATION,
    )
    assert "Anmälan öppnar 3 maj, nytt datum" in table(client, explorer(site))["Senare"]


def test_the_latest_day_comes_first_and_what_has_none_last(client, events):
    titles = list(table(client, "/admin/evenemang/"))
    assert titles[:2] == ["Digital", "Inställt evenemang"]
    assert set(titles[-2:]) == {"Utan dag", "Verkstad"}
    ascending = list(table(client, "/admin/evenemang/", ordering="start"))
    assert ascending[:2] == ["Med rapport", "Dokumenterat"]
    assert set(ascending[-2:]) == {"Utan dag", "Verkstad"}


# (query, the titles that it leaves)
LOOKED_FOR = [
    ("when=kommande", {"Kommande", "Inställt evenemang", "Digital"}),
    ("when=utan-datum", {"Utan dag", "Uppskjutet evenemang"}),
    ("when=har-varit", {"Har varit", "Dokumenterat", "Med rapport", "Verkstad"}),
    ("when=andrade", {"Inställt evenemang", "Uppskjutet evenemang"}),
    ("documented=ja", {"Dokumenterat", "Med rapport"}),
    ("documented=nej", {"Har varit", "Verkstad"}),
    ("link=anmalan", {"Kommande"}),
    ("link=mote", {"Digital"}),
    ("link=mote&when=har-varit", set()),
    ("link=saknas", {"Kommande", "Utan dag"}),
]


def test_the_filters_find_what_an_editor_looks_for(client, events):
    found = {query: set(table(client, f"/admin/evenemang/?{query}")) for query, _ in LOOKED_FOR}
    assert found == dict(LOOKED_FOR)


@pytest.mark.one_database
def test_the_other_lists_have_the_same_filters(client, events):
    for query, titles in LOOKED_FOR[::3]:
        assert set(table(client, f"{BY_TYPE}?{query}")) == titles
        # The explorer shows one activity's own.
        assert set(table(client, f"{explorer(events)}?{query}")) == titles - {"Verkstad"}


TIMES = {
    "coming": {"start": moment(2026, 5, 26, 9)},
    "without a day": {"date_to_be_announced": True},
    "past": {"start": moment(2021, 5, 26, 9)},
    "held some day": {"date_text": "våren 2018", "held": True},
    "cancelled": {"start": moment(2026, 5, 26, 9), "change": "cancelled"},
    "postponed": {"start": moment(2026, 5, 26, 9), "change": "postponed"},
    "moved": {"start": moment(2026, 5, 26, 9), "change": "rescheduled"},
}


@pytest.mark.parametrize("time", TIMES)
def test_the_filter_of_links_and_the_column_say_the_same_of_every_event(site, time):
    addresses = ["", "https://example.org/a"], ["", "anmalan@example.org"]
    modes = ["offline", "online", "mixed", "undecided"]
    ways = [
        {
            "attendance_mode": "offline",
            "registration": way,
            "registration_url": url,
            "registration_email": email,
            "registration_phone": "040-34 10 00" if email else "",
        }
        for way, url, email in product(
            ["", "link", "email", "phone", "none", "invited"], *addresses
        )
    ] + [
        {"attendance_mode": mode, "join_url": url, **REGISTRATION}
        for mode, url in product(modes, ["", "https://zoom.us/j/1"])
    ]
    made = [
        EventPage(title=f"Träff {n}", slug=f"traff-{n}", **way, **TIMES[time])
        for n, way in enumerate(ways)
    ]
    insert([(site.activity, event) for event in made])
    events = EventPage.objects.all()
    says = {event.pk: links_of(event) for event in events}
    for words, found in (
        ("saknas", events.lacking_a_link()),
        ("Anmälan", events.with_registration_address()),
    ):
        assert {pk for pk, said in says.items() if words in said} == {page.pk for page in found}
    joined = {page.pk for page in events.with_join_link()}
    assert {pk for pk, said in says.items() if "Möte" in said.split(", ")} == joined
    assert any("saknas" in said for said in says.values()) == (
        time in ("coming", "without a day", "moved")
    )


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"attendance_mode": "offline", "registration": "none"}, ""),
        ({"attendance_mode": "offline", "registration": "invited"}, ""),
        ({"attendance_mode": "online", **REGISTRATION}, "Anmälan, Möteslänk saknas"),
        ({"attendance_mode": "offline", "registration": "email"}, "Anmälningslänk saknas"),
        (
            {"attendance_mode": "mixed", "registration": "link"},
            "Anmälningslänk saknas, Möteslänk saknas",
        ),
    ],
)
def test_the_column_names_each_link_that_is_there_or_lacking(site, fields, said):
    assert links_of(site.add_event(**fields)) == said


@pytest.mark.one_database
def test_the_filters_begin_with_what_is_asked_of_events(client, events):
    for address in ("/admin/evenemang/", explorer(events), BY_TYPE):
        names = list(client.get(address).context["filters"].filters)
        assert names[:4] == ["activity", "when", "documented", "link"]
        assert not {"site", "owner", "has_child_pages"} & set(names)


def test_the_list_is_narrowed_to_an_activity(client, events):
    address = "/admin/evenemang/"
    assert len(table(client, address, activity=events.activity.pk)) == 8
    assert "Verkstad" not in table(client, address, activity=events.activity.pk)


@pytest.mark.one_database
def test_a_filter_that_does_not_exist_breaks_nothing(client, events):
    for query in ({"when": "x"}, {"activity": "x"}, {"ordering": "x"}):
        assert client.get("/admin/evenemang/", query).status_code == 200
        assert client.get(explorer(events), query).status_code == 200


@pytest.mark.searches
def test_searching_in_the_lists_finds_an_event(client, events):
    assert set(table(client, explorer(events), q="Uppskj")) == {"Uppskjutet evenemang"}
    assert set(table(client, "/admin/evenemang/", q="Uppskj", ordering="start")) == {
        "Uppskjutet evenemang"
    }


@pytest.mark.one_database
def test_the_lists_cost_the_same_with_more_events(client, site):
    addresses = (explorer(site), "/admin/evenemang/", BY_TYPE)
    counts = []
    for _round in range(2):
        for _index in range(3):
            event = site.add_event(start=moment(2021, 5, 26, 9), **REGISTRATION)
            site.add_article(event=event)
        counts.append({address: len(queries_of(client, address)) for address in addresses})
    few, many = counts
    assert {address: n for address, n in many.items() if n > few[address]} == {}


@pytest.mark.one_database
def test_both_lists_say_evenemang_in_small_letters_within_a_sentence(client, events):
    below = f"/admin/pages/{events.activity.pk}/"
    said = {
        address: text_of(BeautifulSoup(client.get(address).content, "html.parser").main)
        for address in ("/admin/evenemang/", below)
    }
    assert "1–9 av 9 evenemang" in said["/admin/evenemang/"]
    assert "Lägg till evenemang" in said["/admin/evenemang/"]
    assert "1–8 av 8 evenemang" in said[below]
