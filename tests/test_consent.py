"""Consent of those shown: hidden everywhere at once, shown again, reminded of in time."""

import errno
import json
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from home.base import SavedMeanwhileError
from home.consent_care import consents, remind_of_consents
from home.hiding import set_hidden, set_hidden_everywhere
from home.mail.delivery import deliver_letters
from home.mail.letter import Letter
from home.media import Rendition, SiteImage, rendition_specs
from home.models import PersonPage
from home.picture_care import make_missing_renditions
from home.storage import WholeFileStorage
from search.models import SearchEntry
from tests.filled_site import PHOTOGRAPHER, make_document
from tests.pages import SmallSite, make_image, make_organisation, moment, person
from tests.reading import get, text_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.usefixtures("media"),
]


@pytest.fixture
def site():
    site = SmallSite()
    site.image = make_image("Torget", photographer="Foto Fotosson")
    return site


def captioned(image):
    value = {"image": image, "alt_text": "Grannar på torget", "decorative": False}
    return {"image": value, "caption": "Ali och Bo vid bordet"}


def hide_address(row):
    return f"/admin/dolj/{row._meta.model_name}/{row.pk}/"


def test_a_hidden_picture_is_nowhere_and_comes_back_as_it_was(
    client, site, admin_client, django_capture_on_commit_callbacks
):
    image = site.image
    body = [
        ("picture", captioned(image)),
        ("gallery", {"heading": "Galleri", "pictures": [captioned(image)]}),
    ]
    logo = make_organisation(logo=image)
    page = site.add_text_page("Torgdagen", image=image, image_alt="Grannar", body=body)
    event = site.add_event(
        start=moment(2021, 5, 5, 12),
        image=image,
        documentation=body,
        body=[("people", {"heading": "", "people": [], "organisations": [logo]})],
    )
    ida = site.add_person("Ida Ros", image=image)
    pages = [page, event, ida, site.people]
    before = {each.url: client.get(each.url).content for each in pages}
    cut = image.renditions.first().url
    original = image.file.url
    assert all(b"/media/images/" in html for html in before.values())
    assert client.get(cut).status_code == client.get(original).status_code == 200
    said = admin_client.get(hide_address(image)).text
    assert "Torgdagen" in said
    assert "Ida Ros" in said
    with django_capture_on_commit_callbacks(execute=True):
        answer = admin_client.post(hide_address(image), {"hidden": "1"}, follow=True)
    assert "är dold överallt" in answer.text
    for each in pages:
        soup = get(client, each)
        assert not soup.select("picture"), each
        html = str(soup)
        assert "/media/" not in html, each
        assert "Ali och Bo" not in html
        assert "Galleri" not in html  # nor a heading above nothing
        assert "Grannar" not in html
        assert "Fotosson" not in html
    assert client.get(cut).status_code == client.get(original).status_code == 404
    make_missing_renditions()
    assert not Rendition.objects.filter(image=image).exists()
    assert Page.objects.get(pk=page.pk).specific.body.raw_data[0]["value"]["image"]["image"]
    assert admin_client.get(f"/admin/images/{image.pk}/").status_code == 200
    assert admin_client.get("/admin/images/").status_code == 200
    assert admin_client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(hide_address(image), {"hidden": "0"})
    assert {c.filter_spec for c in image.renditions.all()} >= set(rendition_specs())
    for each in pages:
        assert len(get(client, each).select("main picture")) == before[each.url].count(
            b"<picture"
        ), each
    assert SiteImage.objects.get(pk=image.pk).file.url.startswith("/media/original_images/")


def test_a_page_that_is_saved_while_its_picture_is_hidden_keeps_it(site, admin_client):
    page = site.add_text_page("Torgdagen", body=[("picture", captioned(site.image))])
    gallery = {"heading": "", "pictures": [captioned(site.image)], "note": ""}
    documentation = [("gallery", gallery)]
    event = site.add_event(start=moment(2021, 5, 5, 12), documentation=documentation)
    set_hidden(site.image, True)
    form = BeautifulSoup(admin_client.get(f"/admin/pages/{page.pk}/edit/").content, "html.parser")
    chosen = json.loads(form.select_one("#body")["data-w-block-arguments-value"])[0]
    assert str(chosen).count("Torget") == 1
    for each, name in ((page, "body"), (event, "documentation")):
        saved = Page.objects.get(pk=each.pk).specific
        stored = list(getattr(saved, name).raw_data)
        assert next(iter(getattr(saved, name))).value  # read before it is saved
        saved.save()
        saved.save_revision()
        again = Page.objects.get(pk=each.pk).specific
        assert list(getattr(again, name).raw_data) == stored
        draft = again.get_latest_revision_as_object()
        assert list(getattr(draft, name).raw_data) == stored


@pytest.mark.searches
def test_nothing_of_a_whole_site_shows_what_is_hidden(
    client, filled, admin_user, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for picture in SiteImage.objects.all():
            set_hidden_everywhere(picture, True, admin_user)
        set_hidden_everywhere(filled.person, True, admin_user)
    pages = [page.url for page in Page.objects.live().filter(depth__gt=1)]
    files = [page + name for page in pages for name in ("flode.xml", "kalender.ics")]
    lists = ["/sitemap.xml", "/kalender/2021/05/", "/sok/?q=medborgarbudget", "/sok/?q=malmö"]
    shown = 0
    for address in pages + files + lists:
        answer = client.get(address)
        shown += answer.status_code == 200
        for word in ("Lagneby", "maria@example.org", "/media/", PHOTOGRAPHER):
            assert word not in answer.text, address
    assert shown > 25


@pytest.mark.searches
def test_a_hidden_picture_is_found_by_no_word_of_it(site, django_capture_on_commit_callbacks):
    page = site.add_text_page(
        "Torgdagen", image=site.image, body=[("picture", captioned(site.image))]
    )
    assert "Ali och Bo" in SearchEntry.objects.get(page=page).text
    for hidden in (True, False):
        with django_capture_on_commit_callbacks(execute=True):
            set_hidden(site.image, hidden)
        found = SearchEntry.objects.get(page=page).text
        assert ("Ali och Bo" in found) is not hidden
        assert ("Fotosson" in found) is not hidden


def test_a_hidden_picture_keeps_its_file_and_leaves_none_behind(
    site, media, django_capture_on_commit_callbacks
):
    content = Path(site.image.file.path).read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        set_hidden(site.image, True)
    left = [path for path in media.rglob("*") if path.is_file()]
    assert [path.parent.name for path in left] == ["hidden_images"]
    assert left[0].read_bytes() == content
    with django_capture_on_commit_callbacks(execute=True):
        set_hidden(site.image, False)
    assert not list((media / "hidden_images").iterdir())


@pytest.mark.parametrize("content", [None, b"", b"\x89PNG\r\n", b"<svg"])
def test_a_picture_whose_file_is_gone_or_damaged_is_hidden_as_well(site, content):
    path = Path(site.image.file.path)
    path.unlink() if content is None else path.write_bytes(content)
    set_hidden(site.image, True)
    assert SiteImage.objects.get().hidden
    assert not site.image.renditions.exists()
    set_hidden(site.image, True)
    assert SiteImage.objects.get().hidden


def test_a_picture_that_was_replaced_or_hidden_meanwhile_stays_so_whoever_saves_it(
    site, media, admin_client, admin_user, monkeypatch, django_capture_on_commit_callbacks
):
    def read():
        return SiteImage.objects.prefetch_renditions().get(pk=site.image.pk)

    def replace(picture, size):
        data = Path(make_image(size=size).file.path).read_bytes()
        picture.file = ContentFile(data, name="ny.png")
        picture.title = "Ny"
        picture.save()

    stale = [read() for _number in range(6)]
    with django_capture_on_commit_callbacks(execute=True):
        replace(read(), (60, 20))
    cuts = read().renditions.count()
    stale[0].repair_renditions()  # the periodic work
    with django_capture_on_commit_callbacks(execute=True):
        stale[1].save()  # a form without a new file
    assert (read().width, read().fault, read().renditions.count()) == (60, "", cuts)
    stale[2].title = "Ny"
    with django_capture_on_commit_callbacks(execute=True):
        set_hidden_everywhere(stale[2], True, admin_user)
    assert (read().width, read().hidden) == (60, True)
    for one in stale[3:5]:
        one.repair_renditions()
        one.save()
    with pytest.raises(SavedMeanwhileError):
        replace(stale[5], (30, 30))
    assert (read().width, read().hidden, read().fault) == (60, True, "")
    assert not read().renditions.exists()
    assert {path.parent.name for path in media.rglob("ny*")} == {"hidden_images"}
    # A storage that does not answer: nothing is done, and that is said.
    with monkeypatch.context() as away:
        away.setattr(WholeFileStorage, "_open", broken_storage)
        said = admin_client.post(hide_address(site.image), {"hidden": "0"}, follow=True)
    assert "Filen kunde inte sparas på servern." in said.text
    assert read().hidden


def broken_storage(*args):
    raise OSError(errno.ETIMEDOUT, "timed out")


@pytest.mark.parametrize("kind", ["images", "documents"])
def test_who_opened_a_picture_or_document_before_another_saved_it_hears_of_that(
    site, admin_client, kind
):
    row = site.image if kind == "images" else make_document()
    address = f"/admin/{kind}/{row.pk}/" if kind == "images" else f"/admin/{kind}/edit/{row.pk}/"
    form = BeautifulSoup(admin_client.get(address).content, "html.parser")
    fields = form.select("form input[name], form textarea[name]")
    sent = {
        field["name"]: field.get("value", "")
        for field in fields
        if field.get("type") not in ("file", "checkbox", "submit")
    }
    mine = {"consent_note": "Ja, per brev."} if kind == "images" else {"decided_by": "Styrelsen"}
    type(row).objects.filter(pk=row.pk).update(title="Annans")
    refused = admin_client.post(address, sent | mine)
    assert "Någon har ändrat det här sedan du öppnade det." in refused.text
    assert next(iter(mine.values())) in refused.text
    row.refresh_from_db()
    assert row.title == "Annans"


@pytest.mark.searches
def test_a_hidden_person_is_named_nowhere_but_in_texts_which_are_listed(client, site, admin_client):
    ida = site.add_person("Ida Ros", email="ida@example.org")
    activity = site.add_activity("Dialogforum", contacts=[person(ida)])
    site.add_text_page("Rapporten", body=[("text", "<p>Det sade Ida Ros.</p>")])
    draft = PersonPage.objects.get(pk=ida.pk)
    draft.introduction = "Inte färdigt."
    draft.save_revision()
    said = text_of(BeautifulSoup(admin_client.get(hide_address(ida)).content, "html.parser"))
    used, _, named = said.partition("Namnet kan stå i texten")
    assert "Dialogforum" in used
    assert "Rapporten" in named
    assert "Dialogforum" not in named
    admin_client.post(hide_address(ida), {"hidden": "1"})
    assert "Ida Ros" not in str(get(client, activity)) + str(get(client, site.people))
    assert client.get(ida.url).status_code == 302
    assert hide_address(ida) in admin_client.get(f"/admin/pages/{ida.pk}/edit/").text
    admin_client.post(hide_address(ida), {"hidden": "0"})
    assert "Ida Ros" in str(get(client, activity))
    assert get(client, ida).h1.text == "Ida Ros"
    assert "Inte färdigt." not in str(get(client, ida))


def test_showing_again_leaves_a_password_of_an_editor_alone(site, admin_user):
    ida = site.add_person("Ida Ros")
    PageViewRestriction.objects.create(page=ida, restriction_type="password", password="x")
    set_hidden_everywhere(ida, True, admin_user)
    set_hidden_everywhere(ida, False, admin_user)
    assert [r.restriction_type for r in ida.view_restrictions.all()] == ["password"]


def test_only_who_may_change_it_hides_it(client, site, django_user_model):
    client.force_login(django_user_model.objects.create_user("x", is_staff=True))
    for row in (site.image, site.add_person()):
        assert client.post(hide_address(row), {"hidden": "1"}).status_code == 302
    assert not SiteImage.objects.get().hidden
    assert not PageViewRestriction.objects.exists()
    assert client.get("/admin/dolj/group/1/").status_code in (302, 404)


def test_an_ending_consent_is_told_in_the_admin_and_once_by_mail(site, admin_user):
    today = timezone.localdate()
    admin_user.email = "ada@example.org"
    admin_user.save()
    soon = today + timedelta(days=20)
    pictures = [
        make_image(title, consent_until=soon, uploaded_by_user=admin_user)
        for title in ("Snart", "Också")
    ]
    make_image("Förr", consent_until=today - timedelta(days=1))
    make_image("Senare", consent_until=today + timedelta(days=40))
    make_image("Dold", consent_until=soon, hidden=True)
    later = soon + timedelta(days=1)
    ida = site.add_person("Ida\nRos", consent_until=later, owner=admin_user)
    told = [line.title.split("”")[1] for line in consents(admin_user)]
    assert sorted(told) == ["Förr", "Ida\nRos", "Också", "Snart"]
    remind_of_consents()
    remind_of_consents()
    assert sorted(Letter.objects.values_list("recipient", flat=True)) == ["ada@example.org"] * 2
    deliver_letters()
    together, alone = sorted(mail.outbox, key=lambda message: message.subject)
    assert together.subject.startswith("2 samtycken gäller till ")
    assert all(f"{each.title}: http" in together.body for each in pictures)
    assert all(hide_address(each) in together.body for each in pictures)
    assert alone.subject.startswith("Samtycket för ”Ida Ros” gäller till ")
    assert hide_address(ida) in alone.body


def test_the_first_page_tells_an_editor_of_consents(client, redaktor, site):
    make_image("Snart", consent_until=timezone.localdate())
    client.force_login(redaktor)
    assert "Samtycket för ”Snart” gäller till" in client.get("/admin/").text


def test_the_form_asks_for_consent_and_for_a_text_by_examples_and_has_the_focal_point(
    site, admin_client
):
    html = admin_client.get(f"/admin/images/{site.image.pk}/").text
    assert "Fyra grannar flyttar lappar" in html
    assert "focal-point-chooser" in html
    assert 'name="consent_until"' in html
    assert hide_address(site.image) in html
    assert "consent" not in admin_client.get(site.add_text_page(image=site.image).url).text


def test_a_replaced_file_is_shown_everywhere_and_forgets_the_focal_point(
    client, site, admin_client
):
    image = site.image
    image.focal_point_x, image.focal_point_y = 5, 5
    image.focal_point_width = image.focal_point_height = 4
    image.save()
    page = site.add_text_page(image=image, body=[("picture", captioned(image))])
    shared = get(client, page).find("meta", property="og:image")["content"]
    address = f"/admin/images/{image.pk}/"
    form = BeautifulSoup(admin_client.get(address).content, "html.parser")
    sent = {
        field["name"]: field.get("value", "")
        for field in form.select("form input[name], form textarea[name]")
        if field.get("type") not in ("file", "checkbox", "submit")
    }
    new = make_image("Ny", size=(60, 20))
    with open(new.file.path, "rb") as file:
        answer = admin_client.post(address, sent | {"title": "Torget", "file": file})
    assert answer.status_code == 302
    image.refresh_from_db()
    assert ((image.width, image.height), image.focal_point_x) == ((60, 20), None)
    soup = get(client, page)
    assert soup.find("meta", property="og:image")["content"] != shared
    for source in soup.select("main img"):
        assert client.get(source["src"]).status_code == 200
        assert client.get(source["src"])["Content-Length"] != "0"
