"""The documentation of a past event: its parts, as one whole, each only where it is filled in."""

import json

import pytest
from django.utils import timezone

from activities.documentation import points_in
from activities.models import EventPage
from activities.status import Status, event_status
from home.blocks.body import BodyBlocks
from home.hiding import set_hidden
from home.templatetags.prose import headings_from
from search.models import SearchEntry
from tests.filled_site import make_document, picture
from tests.pages import SmallSite, make_image, moment
from tests.reading import get, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PAST = moment(2021, 5, 26, 12)
QUESTION = "Var tar det som sägs på mötena vägen?"


def past_event(site=None, **fields):
    stream = BodyBlocks().normalize(fields.pop("documentation", []))
    return (site or SmallSite()).add_event(start=PAST, documentation=stream, **fields)


def documentation(client, event):
    return get(client, event).select_one("#dokumentation")


def headings(part):
    return [heading.get_text() for heading in part.find_all("h3")]


def test_all_parts_stand_in_one_order_below_one_heading(filled, client):
    part = documentation(client, filled.event)
    assert part.h2.get_text() == QUESTION
    assert headings(part) == [
        *("Rapport", "Det som kom fram", "Utvärdering", "Röster från mötet", "Bilder"),
        *("Inspelningar", "Läs också", "Så används resultatet"),
    ]
    assert part.select("h2") == [part.h2]
    assert "Rubrik" in [heading.get_text() for heading in part.select(".prose h4")]


def test_a_part_that_is_not_filled_in_is_not_there(client):
    gallery = {"heading": "Bilder", "pictures": [picture(make_image(photographer="Bo Ek"))] * 2}
    part = documentation(client, past_event(documentation=[("gallery", gallery)]))
    assert part.h2.get_text() == "Dokumentation"
    assert text_of(part.select_one(".lead")) == "Här finns 2 bilder."
    assert headings(part) == ["Bilder"]
    assert not part.select("h4"), "what the part is called already is not said again"
    assert text_of(part).count("Foto: Bo Ek") == 1


def test_a_block_keeps_a_heading_of_its_own(client):
    note = "Syns du och vill bort? Skriv till bild@example.org."
    gallery = {"heading": "Från kvällen", "pictures": [picture(make_image())], "note": note}
    part = documentation(client, past_event(documentation=[("gallery", gallery)]))
    assert part.h4.get_text() == "Från kvällen"
    assert part.select_one("a[href='mailto:bild@example.org']")


@pytest.mark.parametrize("empty", ["<p></p>", '<p data-block-key="a"> </p>', "<ul><li></li></ul>"])
def test_what_an_editor_has_emptied_is_no_documentation(client, empty):
    event = past_event(points_raised=empty, result_use=empty, evaluation=empty)
    assert documentation(client, event) is None
    assert (event.has_documentation, event.documentation_parts) == (False, [])
    assert "#dokumentation" not in str(get(client, event))


def test_saving_an_event_stores_its_blocks_as_they_were():
    streams = {
        "documentation": [("quote", {"quote": "Ja", "source": "Ida"})],
        "programme": [("item", {"title": "Välkomna"})],
    }
    event = past_event(**streams)
    for name in streams:
        stored = list(getattr(event, name).raw_data)
        stored[0]["value"]["of_a_newer_release"] = "x"
        EventPage.objects.filter(pk=event.pk).update(**{name: json.dumps(stored)})
        EventPage.objects.get(pk=event.pk).save()
        assert list(getattr(EventPage.objects.get(pk=event.pk), name).raw_data) == stored, name


@pytest.mark.searches
@pytest.mark.usefixtures("media")
def test_lists_say_of_the_documentation_what_visitors_see_now(
    client, django_capture_on_commit_callbacks
):
    site, image, document = SmallSite(), make_image(), make_document()
    event = past_event(
        site,
        documentation=[
            ("gallery", {"heading": "", "pictures": [picture(image)]}),
            ("documents", {"heading": "", "documents": [{"document": document}]}),
        ],
    )
    other = past_event(site, documentation=[("picture", picture(image))])

    def parts():
        found = EventPage.objects.filter(pk__in=[event.pk, other.pk]).order_by("pk")
        return [(each.has_documentation, each.documentation_parts) for each in found]

    def said():
        return SearchEntry.objects.get(page=event).text

    shown = [(True, ["documents", "pictures"]), (True, ["pictures"])]
    assert parts() == shown
    assert "Dokumentation: Dokument och bilder" in said()
    for hidden, expected in ((True, [(True, ["documents"]), (False, [])]), (False, shown)):
        with django_capture_on_commit_callbacks(execute=True):
            set_hidden(image, hidden)
        assert parts() == expected
        assert ("bilder" in said()) is not hidden
        row = text_of(get(client, site.activity).select_one("main"))
        assert ("bilder" in row) is not hidden
    with django_capture_on_commit_callbacks(execute=True):
        document.delete()
    assert parts() == [(True, ["pictures"])] * 2
    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
    assert parts() == [(False, [])] * 2
    assert event_status(EventPage.objects.get(pk=event.pk), timezone.now()) == Status.PAST


def test_what_has_not_been_held_has_no_documentation_yet(client):
    event = SmallSite().add_event(points_raised="<p>Ja</p>")
    assert documentation(client, event) is None


def test_points_raised_are_numbered_and_all_of_them_are_there_to_unfold(client):
    points = "".join(f"<li>Synpunkt {number}</li>" for number in range(1, 15))
    part = documentation(client, past_event(points_raised=f"<p>Vi hörde:</p><ul>{points}</ul>"))
    assert text_of(part.select_one(".lead")) == "Hit. Här finns 14 synpunkter."
    assert text_of(part.select_one(".split-head")).strip() == "Det som kom fram 14 synpunkter"
    first, rest = part.find_all("ol")
    assert [len(first.find_all("li")), len(rest.find_all("li"))] == [6, 8]
    assert rest["start"] == "7"
    assert rest.find_parent("details").summary.get_text() == "Alla 14 synpunkter"
    assert "Vi hörde:" in text_of(part)


def test_points_raised_as_running_text_stay_so(client):
    part = documentation(client, past_event(points_raised="<p>Lokaler.</p><p>Tid.</p>"))
    assert text_of(part.select_one(".lead")) == "Hit. Här finns det som kom fram."
    assert not part.select("ol, details")


def test_a_point_may_begin_with_what_it_is_about():
    points = points_in(
        "<ol><li><b>Tid.</b> Den <b>räcker</b> inte.</li><li>Om <b>det</b></li></ol>"
    )
    assert [(point["title"], point["text"].strip()) for point in points.items] == [
        ("Tid.", "Den <b>räcker</b> inte."),
        ("", "Om <b>det</b>"),
    ]


@pytest.mark.parametrize(
    "source", ["<ul><li>A</li></ul><ol><li>B</li></ol>", "<p>&lt;ul&gt;</p>", "x" * 200_000]
)
def test_what_is_not_one_list_is_printed_as_it_is(source):
    points = points_in(source)
    assert (points.before, points.items) == (source, [])


def test_a_list_within_a_point_belongs_to_it(client):
    source = "<ul><li>Lokaler<ul><li>stora</li><li>små</li></ul></li></ul>"
    (point,) = points_in(source).items
    assert point["text"] == "Lokaler<ul><li>stora</li><li>små</li></ul>"


def test_how_the_result_is_used_stands_last_and_leads_to_the_follow_up(client):
    site = SmallSite()
    event = past_event(site, result_use="<p>Till budgeten.</p>")
    site.add_event("Nästa steg", start=moment(2021, 9, 1, 12), follows=event)
    part = documentation(client, event)
    assert part.h2.get_text() == QUESTION
    assert text_of(part.select_one(".lead")) == "Hit. Här står hur resultatet används."
    band = part.select_one(".band")
    assert band.find_next_siblings() == []
    link = " ".join(text_of(band.a).split())
    assert link == "Nästa steg Lärandelunch 1 september 2021 följer upp mötet"


def test_headings_of_running_text_go_down_without_a_gap():
    text = '<h2 id="a">A</h2><p>h2</p><h4>B</h4><h3>C</h3><h2>D</h2>'
    moved = '<h4 id="a">A</h4><p>h2</p><h5>B</h5><h5>C</h5><h4>D</h4>'
    assert headings_from(text, 4) == moved
    assert headings_from("<h4>A</h4>", 4) == "<h4>A</h4>"
    assert headings_from("<h3>A</h3>", 4) == "<h4>A</h4>"


@pytest.mark.parametrize(
    "markup",
    ["<ul><li>A</li><ul><li>B</li></ul></ul>", "<ul>B<li>A</li></ul>", "<ol><p>B</p></ol>"],
)
def test_no_word_is_lost_of_a_list_that_is_put_together_oddly(markup):
    points = points_in(markup)
    assert "B" in points.before
    assert not points.items


def test_a_film_with_an_odd_address_leaves_the_page_whole(client):
    film = {"kind": "film", "title": "Samtalet", "url": "http://[::1", "length": "", "summary": ""}
    assert (
        "Samtalet" in documentation(client, past_event(documentation=[("embed", film)])).get_text()
    )
