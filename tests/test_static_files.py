"""No page falls over the names of static files, and each file that a template names exists."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import override_settings
from whitenoise.middleware import WhiteNoiseMiddleware

from malmoandan.static_files import ForgivingStaticFilesStorage

NAMED = re.compile(r"""{%\s*(?:versioned_)?static\s+["']([^"']+)["']""")


@pytest.mark.parametrize("manifest", [None, "", "{", "[]", '{"version": "9"}', "\udcff"])
def test_a_file_keeps_its_plain_name_where_the_manifest_is_missing_or_broken(tmp_path, manifest):
    if manifest is not None:
        content = manifest.encode("utf-8", "surrogateescape")
        (tmp_path / "staticfiles.json").write_bytes(content)
    storage = ForgivingStaticFilesStorage(location=tmp_path, base_url="/static/")
    assert storage.url("css/site.css") == "/static/css/site.css"


def test_a_file_that_came_after_the_manifest_keeps_its_plain_name(tmp_path):
    content = '{"version": "1.1", "paths": {"css/site.css": "css/site.123.css"}}'
    (tmp_path / "staticfiles.json").write_text(content)
    storage = ForgivingStaticFilesStorage(location=tmp_path, base_url="/static/")
    assert storage.url("css/site.css") == "/static/css/site.123.css"
    assert storage.url("js/new.js") == "/static/js/new.js"


def test_every_static_file_that_a_template_names_exists():
    templates = (settings.BASE_DIR / "templates").rglob("*.html")
    named = {name for path in templates for name in NAMED.findall(path.read_text())}
    assert len(named) > 5
    assert not [name for name in named if not finders.find(name)]


def test_only_a_name_with_its_hash_is_kept_for_ever_and_no_name_is_asked_for(caplog, tmp_path):
    for name in ("jquery.min.js", "core.js.LICENSE.txt", "site.0123456789ab.css", "site.css"):
        (tmp_path / name).write_text("x")
    with override_settings(STATIC_ROOT=tmp_path, WHITENOISE_AUTOREFRESH=False):
        served = WhiteNoiseMiddleware(lambda request: None).files
    for_ever = {url for url, file in served.items() if "immutable" in str(headers_of(file))}
    assert for_ever == {"/static/site.0123456789ab.css"}
    assert not caplog.records


def headers_of(file):
    return file.get_response("GET", {}).headers
