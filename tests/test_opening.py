"""*Innan ni öppnar*: a check list that ticks itself off, and tells each only what they can do."""

import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from wagtail.models import Site

from home.generation import GenerationMiddleware
from home.models import Organisation, PersonPage, SiteSettings, StandardPage, User
from malmoandan.first_password import make_first_account
from malmoandan.opening import NOTE, Opening, is_real_host, lines_of
from tests.content import page
from tests.pages import make_image

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SMTP = "home.mail.smtp.EmailBackend"
PAGES = {"Personuppgiftsansvarig", "Bedömning av tillgängligheten", "Samordnarnas kontaktuppgifter"}
EVERYTHING = PAGES | {
    "Inga kakor att upplysa om",
    "Inga anteckningar i texterna",
    "Webbplatsens kontaktuppgifter",
    "Logotyper för båda parterna",
    "Webbplatsens adress",
    "Avsändare för e-post",
    "Mapp för säkerhetskopior",
    "Första lösenordet är bytt",
}


@pytest.fixture
def steps(content, rf, editor):
    """Return {label: step} of the site as it is now, for an administrator or somebody else."""

    def steps_for(user=editor):
        request = rf.get("/admin/")
        request.user = User.objects.get(pk=user.pk)  # without the permissions it remembers
        opening = GenerationMiddleware(lambda request: Opening(request).steps())
        return {step.label: step for step in opening(request)}

    return steps_for


def write(slug, kind, value):
    """Publish a page with one more block, as an editor does."""
    written = page(slug, StandardPage)
    written.body.append((kind, value))
    written.save_revision().publish()


def open_steps(steps):
    return {label for label, step in steps().items() if step.missing}


def facts(*rows):
    rows = [{"kind": "other", "own_label": label, "value": value} for label, value in rows]
    return {"heading": "", "rows": rows}


def name_coordinator(**reached):
    """Name somebody on the contact page, and return their page."""
    person = PersonPage.objects.get(slug="lari-pitka-kangas")
    PersonPage.objects.filter(pk=person.pk).update(**reached)
    row = {"person": person, "name": "", "role": "Samordnare", "organisation": ""}
    write("kontakt", "people", {"heading": "", "people": [row], "organisations": []})
    return person


def see_to_everything(settings, folder):
    """Fill in all that the list asks for."""
    name_coordinator(phone="040-34 10 00")
    write("personuppgifter", "text", "<p>Kommunstyrelsen är personuppgiftsansvarig.</p>")
    write(
        "tillganglighet",
        "facts",
        facts(
            ("Bedömd", "12 januari 2025, av oss själva"),
            ("Uppfyller lagen", "Delvis förenlig"),
        ),
    )
    details = SiteSettings.objects.get()
    details.contact_email, details.contact_phone = "hej@malmo.se", "040-34 10 00"
    details.save()
    for kind in ("public", "civil_society"):
        Organisation.objects.filter(kind=kind).update(logo=make_image())
    Site.objects.update(hostname="malmoandan.malmo.se")
    settings.DEFAULT_FROM_EMAIL = "Malmöandan <hej@malmo.se>"
    settings.MAIL_TRANSPORT = SMTP
    settings.BACKUP_DIR = folder
    (folder / "malmoandan-2025-01-12.zip").touch()


def test_no_text_that_a_visitor_reads_holds_a_note_to_the_editors(content):
    for text_page in StandardPage.objects.live():
        for line in lines_of(text_page):
            assert not NOTE.search(line), (text_page, line)
    for folder in ("content", "templates"):
        for path in sorted((settings.BASE_DIR / folder).rglob("*.*ml")):
            text = re.sub(r"^\s*#.*", "", path.read_text(), flags=re.MULTILINE)
            assert not NOTE.search(text), path


def test_a_fresh_site_says_what_is_missing_and_ticks_off_what_is_true(steps):
    fresh = steps()
    assert set(fresh) == EVERYTHING
    done = {"Inga kakor att upplysa om", "Inga anteckningar i texterna"}
    done |= {"Första lösenordet är bytt"}
    assert EVERYTHING - open_steps(steps) == done
    assert fresh["Webbplatsens kontaktuppgifter"].missing == "Fyll i: e-post, telefon."
    assert "malmoandan@localhost" in fresh["Avsändare för e-post"].missing


def test_all_is_ticked_off_by_what_is_filled_in(steps, settings, tmp_path):
    see_to_everything(settings, tmp_path)
    assert open_steps(steps) == set()


def test_every_step_leads_to_where_it_is_taken(steps, client, editor):
    client.force_login(editor)
    for step in steps().values():
        if step.url:
            assert client.get(step.url).status_code == 200, step
    edit = page("personuppgifter").pk
    assert steps()["Personuppgiftsansvarig"].url == f"/admin/pages/{edit}/edit/"


def test_the_list_is_on_the_first_page_until_all_is_ticked_off(
    steps, client, editor, settings, tmp_path
):
    client.force_login(editor)
    document = BeautifulSoup(client.get("/admin/").content, "html5lib")
    panel = document.find(id="opening-section")
    assert "3 av 11 klara" in panel.text
    progress = panel.find("progress")
    assert (progress["value"], progress["max"]) == ("3", "11")
    assert len(panel.select(".opening-missing")) == 8
    see_to_everything(settings, tmp_path)
    assert "Innan ni öppnar" not in client.get("/admin/").text


def test_who_cannot_change_a_thing_is_not_told_of_it(steps, redaktor, client):
    pages_and_logotypes = PAGES | {
        "Inga kakor att upplysa om",
        "Inga anteckningar i texterna",
        "Logotyper för båda parterna",
    }
    assert set(steps(redaktor)) == pages_and_logotypes
    client.force_login(redaktor)
    for step in steps(redaktor).values():
        assert client.get(step.url or "/admin/").status_code == 200, step
    nobody = User.objects.create_user("nobody")
    nobody.user_permissions.add(Permission.objects.get(codename="access_admin"))
    assert steps(nobody) == {}
    Group.objects.get(name="Redaktör").permissions.add(
        Permission.objects.get(codename="change_sitesettings")
    )
    assert set(steps(redaktor)) == {"Webbplatsens kontaktuppgifter"} | pages_and_logotypes


def test_a_coordinator_who_cannot_be_reached_is_named(steps):
    person = name_coordinator(phone="", email="")
    step = steps()["Samordnarnas kontaktuppgifter"]
    assert step.missing == f"{person.title} har varken telefon eller e-post."
    assert step.url == f"/admin/pages/{person.pk}/edit/"
    PersonPage.objects.filter(pk=person.pk).update(email="lari@example.org")
    assert not steps()["Samordnarnas kontaktuppgifter"].missing
    person.unpublish()
    assert steps()["Samordnarnas kontaktuppgifter"].missing


@pytest.mark.parametrize(
    ("kind", "value", "is_enough"),
    [
        ("text", "<p>Vi granskade webbplatsen i januari 2025 med hjälpmedel.</p>", True),
        ("text", "<p>Senaste bedömningen gjordes den 12 januari 2025.</p>", True),
        ("facts", facts(("Bedömd", "2025-01-12")), True),
        ("text", "<p>Bedömningen är gjord.</p>", False),
        ("text", "<p>Uppdaterad den 12 januari 2025.</p>", False),
        ("text", "<p>Bedömd 12 januari 2025? Datumet fylls i av redaktionen.</p>", False),
    ],
)
def test_an_assessment_is_told_by_its_day(steps, kind, value, is_enough):
    write("tillganglighet", kind, value)
    missing = steps()["Bedömning av tillgängligheten"].missing
    assert ("förenlig med lagen" in missing) == is_enough
    write("tillganglighet", "text", "<p>Webbplatsen är delvis förenlig med lagen.</p>")
    assert bool(steps()["Bedömning av tillgängligheten"].missing) != is_enough


def test_a_note_that_stands_in_a_text_is_told_and_fills_in_nothing(steps):
    note = "Vem som är personuppgiftsansvarig måste redaktionen: Redaktionen måste fylla i det."
    write("personuppgifter", "text", f"<p>{note}</p>")
    assert {"Personuppgiftsansvarig", "Inga anteckningar i texterna"} <= open_steps(steps)
    step = steps()["Inga anteckningar i texterna"]
    assert step.missing.startswith("Personuppgifter: ”Vem som är personuppgiftsansvarig")
    assert step.url == f"/admin/pages/{page('personuppgifter').pk}/edit/"


def test_a_page_that_has_another_address_or_is_gone_can_still_be_ticked_off(steps):
    moved = page("personuppgifter", StandardPage)
    moved.slug = "integritet"
    moved.body.append(("text", "<p>Personuppgiftsansvarig är kommunstyrelsen.</p>"))
    moved.save_revision().publish()
    assert not steps()["Personuppgiftsansvarig"].missing
    for text_page in StandardPage.objects.all():
        text_page.unpublish()
    gone = steps()
    assert set(gone) == EVERYTHING
    assert gone["Personuppgiftsansvarig"].missing


def test_the_first_password_is_one_until_it_is_changed(steps):
    first = make_first_account("forst", "forsta-losenordet")
    assert first.check_password("forsta-losenordet")
    step = steps()["Första lösenordet är bytt"]
    assert step.missing == "Kontot forst har kvar lösenordet från första starten."
    assert step.url == f"/admin/users/edit/{first.pk}/"
    assert steps(first)["Första lösenordet är bytt"].url == "/admin/account/"
    first.refresh_from_db()
    first.set_password("ett annat losenord")
    first.save()
    assert not steps()["Första lösenordet är bytt"].missing


@pytest.mark.parametrize(
    ("name", "is_real"),
    [
        ("malmoandan.malmo.se", True),
        ("example.se", True),
        ("localhost", False),
        ("Site.LOCALHOST", False),
        ("malmoandan", False),
        ("intern.local", False),
        ("www.example.org", False),
        ("127.0.0.1", False),
        ("[::1]", False),
        ("", False),
    ],
)
def test_a_host_that_only_stands_in_for_one_is_known(name, is_real):
    assert is_real_host(name) == is_real


def test_mail_that_is_only_printed_is_not_sent(steps, settings):
    settings.DEFAULT_FROM_EMAIL = "hej@malmo.se"
    settings.MAIL_TRANSPORT = "django.core.mail.backends.console.EmailBackend"
    assert "EMAIL_URL" in steps()["Avsändare för e-post"].missing
    settings.MAIL_TRANSPORT = SMTP
    assert not steps()["Avsändare för e-post"].missing


def test_a_folder_of_backups_that_cannot_be_read_is_empty(steps, settings, tmp_path):
    (tmp_path / "erased.txt").touch()
    for folder in (None, tmp_path, tmp_path / "finns-inte", tmp_path / "fil"):
        if folder and folder.name == "fil":
            folder.touch()
        settings.BACKUP_DIR = folder
        assert steps()["Mapp för säkerhetskopior"].missing


def test_what_cannot_be_checked_costs_the_list_and_not_the_page(client, editor, caplog, content):
    Site.objects.all().delete()
    client.force_login(editor)
    assert "Innan ni öppnar" not in client.get("/admin/").text
    assert "could not be made: opening" in caplog.text


def test_the_list_costs_few_questions(steps, redaktor, django_assert_max_num_queries, rf, editor):
    steps()
    with django_assert_max_num_queries(10):  # one for the generation, and one that is asked in each
        steps()
    for number in range(8):
        write("personuppgifter", "text", f"<p>Stycke {number}</p>")
    with django_assert_max_num_queries(11):  # and one for where the site stands, anew
        steps()


def test_a_check_that_fails_is_told_and_the_others_go_on(steps, settings, caplog):
    settings.BACKUP_DIR = 1
    found = steps()
    assert found["En punkt kunde inte undersökas"].missing
    assert "backups" in caplog.text
    assert found.keys() - {"En punkt kunde inte undersökas"} == EVERYTHING - {
        "Mapp för säkerhetskopior"
    }
