"""The documents say what is so: the files they name are there, and decisions keep their form."""

import os
import re
from datetime import date
from fnmatch import fnmatch
from pathlib import Path

from django.conf import settings

from tests.test_repository import LEFT_OUT

ROOT = settings.BASE_DIR
DOCUMENTS = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
FOLDERS = "|".join(sorted(path.name for path in ROOT.iterdir() if path.is_dir()))
NAMED = re.compile(
    r"(?<![\w/.*<>-])((?:[\w.*-]+/)*[\w.*-]*\w"
    r"\.(?:conf|css|html|js|json|lock|md|po|py|service|toml|ya?ml)"
    rf"|\.ci/\w+|(?:{FOLDERS})/(?:[\w.*-]+/)*(?=`))(?![\w/]|\.[A-Z])"
)
# What a site has and no checkout.
OF_A_SITE = {"var/"}


def files_and_folders():
    """Yield the path of every file of the checkout, and of every folder, with a slash."""
    for folder, subfolders, names in os.walk(ROOT):
        subfolders[:] = set(subfolders) - LEFT_OUT
        at = Path(folder).relative_to(ROOT).as_posix()
        yield from (f"{at}/{name}".removeprefix("./") for name in names)
        yield f"{at}/"


def test_every_file_that_a_document_names_is_there():
    there = set(files_and_folders())
    missing = [
        f"{document.name}: {name}"
        for document in DOCUMENTS
        for name in NAMED.findall(document.read_text())
        if name not in OF_A_SITE
        and not any(fnmatch(f"/{path}", f"*/{name.removeprefix('../')}") for path in there)
    ]
    assert missing == []


def test_every_link_between_documents_leads_somewhere():
    broken = [
        f"{document.name}: {link}"
        for document in DOCUMENTS
        for link in re.findall(r"\]\(([^)#:]+)[^):]*\)", document.read_text())
        if not (document.parent / link).exists()
    ]
    assert broken == []


def test_decisions_are_numbered_dated_short_and_say_what_would_overturn_them():
    text = (ROOT / "docs/decisions.md").read_text()
    entries = re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    headings = [
        re.fullmatch(r"(\d+)\. .+ \((\d{4}-\d\d-\d\d)\)", heading) for heading, _ in entries
    ]
    assert [int(heading[1]) for heading in headings] == [*range(1, len(entries) + 1)]
    days = [date.fromisoformat(heading[2]) for heading in headings]
    assert days == sorted(days)
    for heading, body in entries:
        lines = body.strip().splitlines()
        assert len(lines) <= 10, heading
        assert max(map(len, lines)) <= 112, heading
        assert lines[-1].startswith("*Reconsider when* "), heading


def test_a_decision_that_the_code_cites_is_there():
    headings = re.findall(
        r"^## \d+\. (.+) \(", (ROOT / "docs/decisions.md").read_text(), re.MULTILINE
    )
    cited = {
        title
        for folder in ("activities", "home", "malmoandan", "news", "search", "static", "templates")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".py", ".js", ".css", ".html")
        for title in re.findall(r'docs/decisions\.md,\s+"(.+?)"', path.read_text())
    }
    assert cited <= set(headings)
