"""*Brevkollen*: what stops an issue from being mailed, and what its sender is asked about."""

from datetime import date

import pytest
from django.contrib.auth.models import Group

from news.mailing.check import letter_check
from news.models import NewsletterPage
from tests.filled_site import newsletter_item
from tests.pages import SmallSite, make_image, moment

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.usefixtures("clock"),
]
TODAY = moment(2027, 5, 4, 9)
TEXT = [("text", "<p>Vi möts.</p>")]


def issue_with(site, *content, heading="Inslag", **fields):
    """Return a live issue of this year, as it is stored, with one item."""
    fields = {"year": 2027, "number": 1, "title": "Våren", **fields}
    items = fields.pop("items", [newsletter_item("SKR", heading, "sv", list(content or TEXT))])
    return NewsletterPage.objects.get(pk=site.add_issue(items=items, **fields).pk)


def said(findings):
    return [finding.sentence.replace("\xa0", " ") for finding in findings]


def facts(*rows):
    return ("facts", {"heading": "", "rows": [{"kind": k, "value": v} for k, v in rows]})


def test_an_issue_with_nothing_amiss_may_be_sent():
    check = letter_check(issue_with(SmallSite()))
    assert check == ([], [], 0)
    assert check.may_be_sent


def test_what_readers_cannot_open_or_read_stops_the_mail():
    site = SmallSite()
    draft = site.add_text_page("Hemligt", live=False)
    link = ("links", {"links": [{"page": draft, "text": "Läs mer om planen"}]})
    meeting = ("text", "<p>https://zoom.us/j/94965365985</p>")
    check = letter_check(issue_with(site, link, meeting))
    assert not check.may_be_sent
    hidden, zoom = check.errors
    assert "”Hemligt” är inte publicerad" in hidden.sentence
    assert "rakt in i ett möte" in zoom.sentence
    assert hidden.place.path.startswith("items.")
    assert "Hemligt" not in " ".join(said(check.warnings))

    unpublished = issue_with(site, live=False, number=1, slug="utkast", year=None)
    sentences = " ".join(said(letter_check(unpublished).errors))
    assert "Numret är inte publicerat" in sentences
    assert "Ange året" in sentences

    heavy = issue_with(site, ("text", f"<p>{'ord ' * 30_000}</p>"), number=2, slug="tungt")
    assert "Mejlet väger 12" in " ".join(said(letter_check(heavy).errors))

    stored = [{"type": "item", "value": "no dictionary", "id": "trasigt"}]
    broken = NewsletterPage.objects.get(
        pk=site.add_issue(2027, 3, editorial="<p>Hej</p>", items=stored).pk
    )
    check = letter_check(broken)
    assert [finding.place.path for finding in check.errors] == ["items.trasigt"]


def test_what_may_be_meant_is_asked_about():
    site = SmallSite()
    person = site.add_person("Anna", consent_until=date(2027, 5, 3))
    picture = make_image(title="Mötet", consent_until=date(2026, 1, 1))
    check = letter_check(
        issue_with(
            site,
            facts(("date", "25 januari"), ("deadline", "3 maj 2027"), ("time", "1 maj")),
            facts(("date", "4 maj"), ("date", "13–15 maj"), ("date", "x" * 5000)),
            ("people", {"heading": "", "people": [{"person": person}], "organisations": []}),
            ("picture", {"image": picture, "caption": ""}),
            number=5,
            year=2026,
            title="Ett mycket långt ämne som ingen telefon visar mer än början av i sin inkorg",
        )
    )
    assert check.may_be_sent
    sentences = said(check.warnings)
    for sentence in (
        "Numret hör till 2026, men nu är det 2027.",
        "Det här är nr 5, men inget nummer av 2026 har kommit ut.",
        "25 januari 2027 har passerat.",
        "3 maj 2027 har passerat.",
        "Samtycket för ”Anna” gällde till 3 maj 2027.",
        "Samtycket för ”Mötet” gällde till 1 januari 2026.",
    ):
        assert sentence in sentences, sentence
    assert len([s for s in sentences if s.endswith("har passerat.")]) == 2
    assert "Titeln blir mejlets ämne." in " ".join(sentences)
    unnamed = letter_check(issue_with(site, number=6, title="Nytt nyhetsbrev"))
    assert "Titeln blir mejlets ämne. Skriv vad numret handlar om." in said(unnamed.warnings)


def test_numbers_follow_each_other_and_items_say_something():
    site = SmallSite()
    issue_with(site, number=3)
    items = [newsletter_item("", "Bara rubrik", "sv", [])]
    without, skipped, before = (
        said(
            letter_check(
                issue_with(site, number=n, items=items, slug=f"nr-{n}", live=True)
            ).warnings
        )
        for n in (None, 9, 2)
    )
    assert without == [
        "Numret har ingen siffra. Det förra var nr 3.",
        "Inslaget har bara en rubrik.",
    ]
    assert skipped[0] == "Det här är nr 9, men det förra var nr 3."
    assert before[0] == "Nr 9 är redan ute, och det här är ett tidigare nummer."


def test_the_list_leads_to_the_field_of_the_version_last_saved(client, redaktor, django_user_model):
    issue = issue_with(SmallSite())
    issue.title = "Ö" * 61
    issue.save_revision()
    address = f"/admin/brevkollen/{issue.pk}/"
    client.force_login(redaktor)
    html = client.get(address).content.decode()
    assert f"/admin/pages/{issue.pk}/edit/#:w:contentpath=title" in html
    assert "Den har 61 tecken" in html
    stranger = django_user_model.objects.create_user("stranger")
    stranger.groups.set(Group.objects.none())
    client.force_login(stranger)
    assert client.get(address).status_code in (302, 403)
