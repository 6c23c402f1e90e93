"""What the packages leave in English in the admin is said in Swedish in locale/."""

import ast
import gettext
import re
from pathlib import Path

import django.conf
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.urls import reverse

from malmoandan.admin_words import name_permissions
from tests.pages import SmallSite

OURS = Path(settings.LOCALE_PATHS[0]) / "sv/LC_MESSAGES"
DOMAINS = ("django", "djangojs")
PART = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)?\s*(".*")$')
TOGETHER = re.compile(r"[a-zåäö]%\(\w+\)[sd]|%\(\w+\)[sd](?!s\b|:)[a-zåäö]")
BLANKS = re.compile(r"%\(\w+\)[sd]|\{\w+\}|<[^>]+>")


def entries(path):
    """Yield every entry of a .po file, as a dict of its parts, that is not marked as fuzzy."""
    for block in path.read_text().split("\n\n"):
        entry, part = {}, None
        for line in block.splitlines():
            if found := PART.match(line):
                part = found[1] or part
                entry[part] = entry.get(part, "") + ast.literal_eval(found[2])
        if entry.get("msgid") and not re.search(r"^#,.*\bfuzzy\b", block, re.M):
            yield entry


def key(entry):
    """Return what a compiled catalogue knows the entry by."""
    context = entry.get("msgctxt")
    return f"{context}\x04{entry['msgid']}" if context else entry["msgid"]


def translated(path):
    strings = (e for e in entries(path) if all(v for k, v in e.items() if k.startswith("msgstr")))
    return {key(entry) for entry in strings}


def catalogues(language, domain):
    """Return the sources of the catalogues of Django and of every package that is used."""
    folders = [Path(django.conf.__file__).parent, *(app.path for app in apps.get_app_configs())]
    paths = (Path(folder) / f"locale/{language}/LC_MESSAGES/{domain}.po" for folder in folders)
    return [path for path in paths if path.exists()]


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_text_of_a_package_of_the_admin_is_without_swedish(domain):
    english, swedish = catalogues("en", domain), catalogues("sv", domain)
    assert english
    assert swedish
    wanted = {key(entry) for path in english for entry in entries(path)}
    theirs = set().union(*map(translated, swedish))
    assert sorted(wanted - theirs - translated(OURS / f"{domain}.po")) == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_number_is_written_together_with_the_word_before_or_after_it(domain):
    ours = translated(OURS / f"{domain}.po")
    theirs = [entry for path in catalogues("sv", domain) for entry in entries(path)]
    said = {
        value
        for entry in theirs
        for part, value in entry.items()
        if part.startswith("msgstr") and "msgid_plural" in entry and key(entry) not in ours
    }
    assert [value for value in said if TOGETHER.search(value)] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_text_of_ours_is_one_that_a_package_still_has(domain):
    wanted = {key(entry) for path in catalogues("en", domain) for entry in entries(path)}
    assert sorted(translated(OURS / f"{domain}.po") - wanted) == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_compiled_catalogue_says_what_its_source_says(domain):
    with (OURS / f"{domain}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in entries(OURS / f"{domain}.po"):
        said = [value for part, value in entry.items() if part.startswith("msgstr")]
        if "msgid_plural" in entry:
            wanted = [compiled.ngettext(entry["msgid"], "", number) for number in (1, 2)]
        elif "msgctxt" in entry:
            wanted = [compiled.pgettext(entry["msgctxt"], entry["msgid"])]
        else:
            wanted = [compiled.gettext(entry["msgid"])]
        assert said == wanted, "run: make messages"


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_translation_keeps_the_blanks_and_the_markup_of_its_text(domain):
    for entry in entries(OURS / f"{domain}.po"):
        said = [value for part, value in entry.items() if part.startswith("msgstr")]
        texts = [entry["msgid"], entry.get("msgid_plural", entry["msgid"])][: len(said)]
        for text, translation in zip(texts, said, strict=True):
            assert sorted(BLANKS.findall(translation)) == sorted(BLANKS.findall(text)), text


def test_the_admin_and_its_scripts_say_the_texts_of_ours(client, redaktor):
    client.force_login(redaktor)
    assert "Åtgärder (sidfot)" in client.get("/admin/account/").content.decode()
    assert r"F\u00e4ll ihop alla" in client.get("/admin/jsi18n/").content.decode()


def test_times_to_publish_are_asked_for_in_plain_swedish(client, redaktor):
    client.force_login(redaktor)
    text = client.get(f"/admin/pages/{SmallSite().news.pk}/edit/").text
    assert "Skriv dag och klockslag, till exempel 26 maj 2027 kl. 9." in text
    assert "Tiderna gäller först när du också har valt ”Schemalägg publicering”." in text
    assert "utgå" not in text


@pytest.mark.parametrize("action", ["publish", "unpublish"])
def test_pages_chosen_in_a_list_are_asked_about_in_swedish(client, redaktor, action):
    site = SmallSite()
    for live in (True, False):
        site.add_event(live=live)
    client.force_login(redaktor)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    text = client.get(f"{address}?id={site.activity.pk}").text
    assert "Ta med undersidorna" in text
    assert "Include" not in text


def test_whoever_makes_roles_reads_in_swedish_what_each_may(client, admin_user):
    name_permissions()
    assert not Permission.objects.filter(name__startswith="Can add").exists()
    client.force_login(admin_user)
    form = client.get("/admin/groups/new/").content.decode()
    assert "Får lägga till organisation" in form
    assert re.findall(r"\bCan \w+ \w+", form) == []


def test_a_name_that_is_taken_is_refused_in_whole_swedish(client, redaktor):
    client.force_login(redaktor)
    sent = {"name": "IOP", "meaning": "idéburet offentligt partnerskap"}
    address = "/admin/snippets/home/knownabbreviation/add/"
    assert "är tillagd" in client.post(address, sent, follow=True).content.decode()
    again = client.post(address, sent).content.decode()
    assert "Finns redan: Förkortning med samma Förkortning." in again
