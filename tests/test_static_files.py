"""No page falls over the names of static files, each that a template names exists, all are slim."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from django.test import override_settings
from whitenoise.middleware import WhiteNoiseMiddleware

from malmoandan.static_files import ForgivingStaticFilesStorage, slim

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


def test_a_file_that_is_missing_is_told_of_once(tmp_path, caplog):
    (tmp_path / "staticfiles.json").write_text('{"version": "1.1", "paths": {}}')
    storage = ForgivingStaticFilesStorage(location=tmp_path, base_url="/static/")
    for _time in range(3):
        storage.url("js/new.js")
    assert [record.args for record in caplog.records] == [("js/new.js",)]


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


STYLES = {
    "/* First. */\na {\n  color: red; /* why */\n}\n": " a{color:red}",
    "a::before { content: '/* no */'; }": "a::before{content:'/* no */'}",
    r'a { content: "\"/* no */"; } /* "yes" */': r'a{content:"\"/* no */"}',
    'a { content: "two  spaces, /*\\\n"; }': 'a{content:"two  spaces, /*\\\n"}',
    "a { mask: url(data:image/svg+xml,/*no*/x); }": "a{mask:url(data:image/svg+xml,/*no*/x)}",
    "a { mask: url( 'a, b.svg' ) } /* it's */": "a{mask:url( 'a, b.svg' )}",
    "a /* one */ /* two */ b { margin: 1px/**/2px }": "a b{margin:1px/**/2px}",
    "a{}/* isn't */\n\n\n/* it? */ b{}": "a{}/* isn't */ b{}",
    "a { } /* it never ends": "a{}/* it never ends",
    "a { content: 'it never ends\n  /* yes */ }": "a{content:'it never ends}",
    "a :is(b, c) , d > * + * { --e: 1, 2 ; top: calc(1px + 2px); }": (
        "a :is(b, c) , d > * + *{--e:1, 2;top:calc(1px + 2px)}"
    ),
    "@media (width >= 1px) { a { b: c; d: e } ; }": "@media (width >= 1px){a{b:c;d:e}}",
}
SCRIPTS = {
    "// First.\n\n  // Second.\n  one();\n\n  two();\n": "one();\ntwo();\n",
    "one();\n// It's the last.": "one();\n",
    "a('https://a.example'); // it's\n  b();": "a('https://a.example'); // it's\nb();",
    'const a = "\\"//";\n//"\nb();': 'const a = "\\"//";\nb();',
    "const a = `\n  // no\n`;\n  // yes\nb();": "const a = `\n  // no\n`;\nb();",
    r"a = /\//;" + "\n// yes\nb(/[/*]/); c(/*in*/);": r"a = /\//;" + "\nb(/[/*]/); c(/*in*/);",
    "a = b\n  / 2;": "a = b\n/ 2;",
}


@pytest.mark.parametrize(
    ("kind", "written", "sent"),
    [(".css", *pair) for pair in STYLES.items()] + [(".js", *pair) for pair in SCRIPTS.items()],
)
def test_comments_and_indentation_are_not_sent_but_what_looks_like_them_is(kind, written, sent):
    assert slim(written, kind) == sent
    assert slim(sent, kind) == sent


def test_our_own_files_are_collected_slim_and_those_of_packages_as_they_are(tmp_path):
    ours, theirs = settings.BASE_DIR / "static", tmp_path / "theirs"
    (theirs / "other").mkdir(parents=True)
    (theirs / "other/licensed.css").write_text("/* (c) Somebody else */ a {}")
    names = ["css/site.css", "js/site.js", "icons/favicon.svg", "fonts/besley-OFL.txt"]
    paths = {name: (FileSystemStorage(ours), name) for name in names}
    fonts = [f"fonts/{path.name}" for path in (ours / "fonts").glob("*.woff2")]
    paths |= {name: (FileSystemStorage(ours), name) for name in fonts}
    paths["other/licensed.css"] = (FileSystemStorage(theirs), "other/licensed.css")
    collected = tmp_path / "collected"
    storage = ForgivingStaticFilesStorage(location=collected, base_url="/static/")
    for name, (source, path) in paths.items():
        with source.open(path) as file:
            storage.save(name, file)
    list(storage.post_process(paths))

    def sent(name):
        return (collected / storage.stored_name(name)).read_text()

    assert "/*" in (collected / "css/site.css").read_text()
    assert "/*" not in sent("css/site.css")
    assert "\n  " not in sent("css/site.css")
    assert not re.search("^ *//", sent("js/site.js"), re.MULTILINE)
    assert re.search(
        r"url\(\"../fonts/besley-latin-wght-normal\.[0-9a-f]{12}\.woff2", sent("css/site.css")
    )
    assert sent("other/licensed.css").startswith("/* (c) Somebody else */")
    assert sent("icons/favicon.svg") == (ours / "icons/favicon.svg").read_text()
    assert (collected / f"{storage.stored_name('css/site.css')}.br").exists()
