"""What no file of the repository may say."""

import os
import re
import tomllib
from datetime import date
from pathlib import Path

import yaml
from django.conf import settings

ROOT = settings.BASE_DIR
LEFT_OUT = {".git", ".venv", "var", "__pycache__", ".ruff_cache", ".pytest_cache", ".hypothesis"}
# Split, so that this file does not find itself.
NAMES = "py|pi.org python|hosted npm|js. --index|-url extra-index|-url find|-links"
REGISTRIES = [name.replace("|", "") for name in NAMES.split()]


def text_files():
    """Yield every file of the checkout that is text, with its content."""
    for folder, subfolders, names in os.walk(ROOT):
        subfolders[:] = set(subfolders) - LEFT_OUT
        # Coverage's own files come and go while the tests run.
        for path in (Path(folder, name) for name in names if not name.startswith(".coverage")):
            try:
                yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def test_a_day_to_come_is_named_only_where_the_clock_is_held():
    # The day comes when it has passed, and the test fails for somebody who has changed nothing.
    named = re.compile(r"(?:\b(?:moment|date|datetime)\(|[\"'/ ])(2\d{3})(?:, \d|[-/]\d\d)")
    offenders = {}
    for path in (ROOT / "tests").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "time_machine" not in text and '"clock"' not in text:
            coming = {year for year in named.findall(text) if int(year) > date.today().year}
            offenders |= {path.name: coming} if coming else {}
    assert offenders == {}


def test_no_file_names_a_package_registry():
    found = [
        (str(path), name) for path, text in text_files() for name in REGISTRIES if name in text
    ]
    assert found == []


def test_every_document_that_code_names_is_in_the_repository():
    named = {
        (str(path), name)
        for path, text in text_files()
        if path.suffix != ".md"
        for name in re.findall(r"[\w./-]*\w\.md\b", text)
        if not any((place / name).exists() for place in (ROOT, ROOT / "docs", ROOT / path.parent))
    }
    assert named == set()


def test_the_locks_hold_hashes_and_no_address():
    for name in (
        "requirements.lock",
        "requirements-s3.lock",
        "requirements-dev.lock",
        ".ci/uv.lock",
    ):
        text = (ROOT / name).read_text()
        assert "://" not in text
        packages = re.findall(r"^[a-z0-9][^=\n]*==", text, re.MULTILINE)
        assert packages
        assert len(packages) == len(
            re.findall(r"^[^#\s].*\\\n +--hash=sha256:", text, re.MULTILINE)
        )


def test_each_lock_holds_everything_of_the_one_before():
    runtime, s3, dev = (
        set(re.findall(r"^\S+==\S+", (ROOT / f"requirements{name}.lock").read_text(), re.MULTILINE))
        for name in ("", "-s3", "-dev")
    )
    assert set() < runtime < s3 < dev


def test_the_build_server_runs_each_job_on_the_oldest_python_and_that_of_the_image():
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    matrix = workflow["jobs"]["test"]["strategy"]["matrix"]
    jobs = re.search(r"usage: \.ci/test \[(.*)\]", (ROOT / ".ci/test").read_text())[1]
    assert matrix["job"] == jobs.split("|")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    image = re.match(r"FROM python:([\d.]+)-", (ROOT / "Dockerfile").read_text())[1]
    assert matrix["python"] == [project["requires-python"].removeprefix(">="), image]
