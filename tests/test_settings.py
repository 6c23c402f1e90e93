"""What the settings refuse, and what they say for each kind of environment."""

import json
import os
import re
import subprocess
import sys
from functools import cache
from importlib import import_module

import pytest
import yaml
from django.conf import settings as django_settings
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg.pq import Conninfo

from malmoandan.settings import read_env_file
from malmoandan.settings.environment import Environment

# One worker remembers what another process has said.
pytestmark = pytest.mark.xdist_group("settings")
ROOT = django_settings.BASE_DIR
COMPLETE = {
    "SECRET_KEY": "aLongKeyWithEnoughDifferentLettersInIt-0123456789-abcdef",
    "ALLOWED_HOSTS": "example.org",
    "BASE_URL": "https://example.org",
    "EMAIL_URL": "consolemail://",
}
PRINT = (
    "import json; from malmoandan.settings import production as p; "
    "print(json.dumps({k: v for k, v in vars(p).items() if k.isupper()}, default=str))"
)


@cache
def listed_names():
    return re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)


def run(*arguments, **environment):
    """Return how Python ends in a process that knows nothing but `environment`, and no `.env`.

    It takes a second to say, so each is asked once.
    """
    kept = {name: value for name, value in os.environ.items() if name.startswith("COV")}
    clean = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, **kept, **environment}
    return subprocess.run(
        [sys.executable, *arguments],
        env=clean,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def run_production(environment):
    return run("-c", PRINT, **environment)


def production(**environment):
    return json.loads(run_production(COMPLETE | environment).stdout)


@pytest.mark.parametrize("name", COMPLETE)
def test_production_refuses_to_start_and_names_the_missing_setting(name):
    without = {key: value for key, value in COMPLETE.items() if key != name}
    result = run_production(without)
    assert result.returncode != 0
    assert result.stderr.strip().splitlines() == [
        f"Malmöandan cannot start: the setting {name} is missing (see .env.example)."
    ]


def test_an_empty_value_counts_as_missing():
    assert "SECRET_KEY is missing" in run_production(COMPLETE | {"SECRET_KEY": ""}).stderr


# What looks set and cannot be meant, by setting, with a word of what is said about it.
REFUSED = [
    ("SECRET_KEY", "a", "random"),
    ("SECRET_KEY", "a" * 60, "random"),
    ("SECRET_KEY", "ab" * 40, "random"),
    ("SECRET_KEY", "django-insecure-" + COMPLETE["SECRET_KEY"], "random"),
    ("SECRET_KEY", "only-for-a-developers-own-machine", "random"),
    ("ALLOWED_HOSTS", "*", "all there are"),
    ("ALLOWED_HOSTS", "example.org, *", "all there are"),
    ("ALLOWED_HOSTS", "*.example.org", "no host name"),
    ("ALLOWED_HOSTS", ".", "all there are"),
    ("ALLOWED_HOSTS", " , ", "missing"),
    ("ALLOWED_HOSTS", "https://example.org", "no host name"),
    ("ALLOWED_HOSTS", "example.org:443", "no host name"),
    ("BASE_URL", "example.org", "https://example.org"),
    ("BASE_URL", "https://", "https://example.org"),
    ("BASE_URL", "https://[", "https://example.org"),
    ("BASE_URL", "https://example.org:abc", "https://example.org"),
    ("BASE_URL", "https://example.org/sub/", "https://example.org"),
    ("BASE_URL", "https://a:b@example.org", "https://example.org"),
    ("BASE_URL", "ftp://example.org", "https://example.org"),
    ("BASE_URL", "http://example.org", "as long as HTTPS is not 0"),
    ("BASE_URL", "https://other.example", "ALLOWED_HOSTS does not admit"),
    ("HTTPS", "maybe", "1 or 0"),
    ("HSTS_INCLUDE_SUBDOMAINS", "maybe", "1 or 0"),
    ("HSTS_PRELOAD", "1", "needs HSTS_INCLUDE_SUBDOMAINS"),
    ("PROXY_COUNT", "-1", "whole number"),
    ("PROXY_COUNT", "one", "whole number"),
    ("PROXY_COUNT", "1.5", "whole number"),
    ("PROXY_COUNT", "²", "whole number"),
    ("DATABASE_POOL", "0", "at least 1"),
    ("DATABASE_URL", "junk", "postgres://"),
    ("DATABASE_URL", "mysql://user:geheim@h/n", "postgres://"),
    ("DATABASE_URL", "postgres://user:geheim@h:port/n", "cannot be read"),
    ("DATABASE_URL", "postgres://user:geheim@h", "names no database"),
    ("DATABASE_URL", "sqlite:///", "names no database"),
    ("DATABASE_URL", "sqlite://var/db.sqlite3", "cannot be read"),
    ("PAGE_CACHE", "maybe", "1 or 0"),
    ("CACHE_URL", "junk", "filecache://"),
    ("CACHE_URL", "locmemcache://", "filecache://"),
    ("CACHE_URL", "filecache://var/cache", "from the root"),
    ("CACHE_URL", "redis://", "names no host"),
    ("CACHE_URL", "redis://:geheim@h:port/0", "no port"),
    ("CACHE_URL", "redis://[::1", "cannot be read"),
    ("STORAGE_URL", "https://key:geheim@host/bucket", "s3://"),
    ("STORAGE_URL", "s3://host/bucket", "cannot be read"),
    ("STORAGE_URL", "s3://key:geheim@host/", "cannot be read"),
    ("STORAGE_URL", "s3://key:geheim@host/one/two", "cannot be read"),
    ("STORAGE_URL", "s3://key:geheim@host:port/bucket", "cannot be read"),
    ("EMAIL_URL", "junk", "smtp://"),
    ("EMAIL_URL", "dummymail://", "smtp://"),
    ("EMAIL_URL", "smtp://", "names no host"),
    ("EMAIL_URL", "smtp+tls://user:geheim@h:port", "cannot be read"),
    ("DEFAULT_FROM_EMAIL", "Malmöandan", "no e-mail address"),
    ("SECURITY_CONTACT", "sakerhet@example.org", "mailto:"),
    ("DATA_DIR", os.path.abspath(__file__), "a file, not a folder"),
    ("ENV_FILE", "/nonexistent/settings", "cannot be read"),
]


@pytest.fixture
def refusal(monkeypatch):
    """A function that returns what production says when it does not start with these settings.

    It is imported anew in this process, which is some fifty times as quick as one of its own.
    """

    def said(**values):
        with monkeypatch.context() as context:
            for name in listed_names():
                context.delenv(name, raising=False)
            for name, value in ({"ENV_FILE": os.devnull} | COMPLETE | values).items():
                context.setenv(name, value)
            for name in ("base", "production"):
                context.delitem(sys.modules, f"malmoandan.settings.{name}", raising=False)
            try:
                read_env_file()
                import_module("malmoandan.settings.production")
            except SystemExit as error:
                return error.code
            return None

    return said


def test_what_looks_set_and_cannot_be_meant_is_refused_in_a_line_without_its_secrets(refusal):
    assert refusal() is None
    for name, value, words in REFUSED:
        said = refusal(**{name: value}) or ""
        assert said.startswith(f"Malmöandan cannot start: the setting {name} "), (name, value, said)
        assert words in said, said
        assert "geheim" not in said
        assert "\n" not in said


TAKEN = [
    ("ALLOWED_HOSTS", "example.org, www.example.org ,[::1]"),
    ("ALLOWED_HOSTS", ".example.org"),
    ("BASE_URL", "https://example.org/"),
    ("BASE_URL", "https://example.org:8443"),
    ("CACHE_URL", "redis://:word@h:6379/0?socket_timeout=3"),
    ("CACHE_URL", "redis:///run/redis.sock?db=1"),
    ("STORAGE_URL", "s3://key:a%2Fb%2B@s3.example.org/bucket?region=eu-north-1"),
    ("DEFAULT_FROM_EMAIL", "Malmöandan <hej@example.org>"),
    ("HTTPS", "true"),
]


def test_what_can_be_meant_is_taken(refusal):
    for name, value in TAKEN:
        assert refusal(**{name: value}) is None, (name, value)


def test_a_value_that_begins_with_a_dollar_names_no_other_variable():
    key = "$" + COMPLETE["SECRET_KEY"]
    assert production(SECRET_KEY=key)["SECRET_KEY"] == key


def test_spaces_around_hosts_are_no_part_of_them():
    hosts = production(ALLOWED_HOSTS=" example.org , www.example.org,")["ALLOWED_HOSTS"]
    assert hosts == ["example.org", "www.example.org"]


def test_the_file_of_the_first_start_is_taken(tmp_path):
    setup = (ROOT / ".ci" / "setup").read_text()
    (written,) = re.findall(r"cat >\.env <<END\n(.*?)\nEND\n", setup, re.DOTALL)
    key = COMPLETE["SECRET_KEY"]
    file = tmp_path / "settings"
    file.write_text(re.sub(r"\$\(.*\)", key, written))
    read = "from malmoandan.settings import read_env_file; read_env_file(); "
    result = run("-c", read + PRINT, ENV_FILE=str(file))
    assert json.loads(result.stdout)["SECRET_KEY"] == key, result.stderr


def test_production_is_https_only_unless_told_otherwise():
    settings = production()
    assert settings["DEBUG"] is False
    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SECURE_HSTS_SECONDS"] > 31_536_000
    assert settings["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert settings["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert settings["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_the_promise_of_https_reaches_no_further_than_the_host_unless_told_to():
    alone = production()
    assert alone["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is alone["SECURE_HSTS_PRELOAD"] is False
    assert {"security.W005", "security.W021"} <= set(alone["SILENCED_SYSTEM_CHECKS"])
    wide = production(HSTS_INCLUDE_SUBDOMAINS="1", HSTS_PRELOAD="1")
    assert wide["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is wide["SECURE_HSTS_PRELOAD"] is True


def test_plain_http_gives_up_only_what_it_cannot_carry():
    https, http = production(), production(HTTPS="0")
    changed = {key for key in https | http if https.get(key) != http.get(key)}
    assert changed == {
        "HTTPS",
        "PROXY_COUNT",
        "SECURE_PROXY_SSL_HEADER",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SESSION_COOKIE_SECURE",
        "SESSION_COOKIE_NAME",
        "CSRF_COOKIE_SECURE",
        "CSRF_COOKIE_NAME",
        "SILENCED_SYSTEM_CHECKS",
    }


def test_postgresql_is_pooled_and_survives_a_restart_of_the_database():
    settings = production(DATABASE_URL="postgres://site:word@db.example.org:5432/site")
    database = settings["DATABASES"]["default"]
    assert database["ENGINE"] == "malmoandan.postgresql"
    assert database["HOST"] == "db.example.org"
    assert database["CONN_HEALTH_CHECKS"] is True
    assert database["OPTIONS"]["pool"]["max_size"] == 8
    assert database["OPTIONS"]["pool"]["timeout"] == 2


def test_empty_values_of_optional_settings_mean_their_default(tmp_path):
    empty = production(DATA_DIR=str(tmp_path), DATABASE_URL="", CACHE_URL="", SECURITY_CONTACT="")
    assert empty == production(DATA_DIR=str(tmp_path))
    assert empty["DATABASES"]["default"]["NAME"] == str(tmp_path / "db.sqlite3")
    assert empty["CACHES"]["default"]["LOCATION"] == str(tmp_path / "cache")


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="SQLite alone is opened with these pragmas"
)
@pytest.mark.django_db
def test_sqlite_waits_for_locks_and_syncs_as_wal_mode_allows():
    assert connection.transaction_mode == "IMMEDIATE"
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20_000,)
        assert cursor.execute("PRAGMA synchronous").fetchone() == (1,)


def test_sqlite_on_disk_is_in_wal_mode(tmp_path):
    program = (
        "import django; django.setup(); from django.db import connection as c; "
        "print(c.cursor().execute('PRAGMA journal_mode').fetchone()[0])"
    )
    module = {"DJANGO_SETTINGS_MODULE": "malmoandan.settings.production"}
    result = run("-c", program, **COMPLETE, **module, DATA_DIR=str(tmp_path))
    assert result.stdout.strip() == "wal"


def test_the_server_answers_with_production_settings_and_sends_visitors_to_https(tmp_path):
    program = (
        "from wsgiref.util import setup_testing_defaults as fill\n"
        "from malmoandan.wsgi import application\n"
        "for path in ('/halsa/', '/robots.txt'):\n"
        "    environ = {'PATH_INFO': path, 'HTTP_HOST': 'example.org'}\n"
        "    fill(environ)\n"
        "    application(environ, lambda status, headers: print(status))\n"
        "import sys\n"
        "print([name for name in ('pillow_heif', 'psycopg') if sys.modules[name]])\n"
    )
    (tmp_path / "static").mkdir()
    result = run("-c", program, **COMPLETE, DATA_DIR=str(tmp_path))
    # The server reads no package that it does not need.
    assert result.stdout.splitlines() == ["200 OK", "301 Moved Permanently", "[]"], result.stderr


def test_development_needs_nothing_from_its_environment(tmp_path):
    module = {"DJANGO_SETTINGS_MODULE": "malmoandan.settings.dev"}
    result = run("manage.py", "check", **module, DATA_DIR=str(tmp_path))
    assert "no issues" in result.stdout


def test_a_file_fills_in_what_the_environment_does_not_say(tmp_path):
    file = tmp_path / "settings"
    file.write_text("\n".join(f"{name}={value}" for name, value in COMPLETE.items()))
    shown = "from django.conf import settings as s; print(s.ALLOWED_HOSTS, s.SECRET_KEY)"
    result = run(
        "manage.py",
        "shell",
        "--no-imports",
        "-c",
        shown,
        ENV_FILE=str(file),
        SECRET_KEY=COMPLETE["SECRET_KEY"][::-1],
        DATA_DIR=str(tmp_path),
    )
    assert result.stdout.strip() == f"['example.org'] {COMPLETE['SECRET_KEY'][::-1]}"


def test_the_example_file_lists_every_name_that_is_read():
    readers = [*(ROOT / "malmoandan").rglob("*.py"), *(ROOT / ".ci").iterdir(), ROOT / "Makefile"]
    text = "\n".join(path.read_text() for path in readers)
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"|environ\.get\("([A-Z_]+)"', text))
    shell = set(re.findall(r"\$\$?\{([A-Z_]+):-", text))
    names = {first or second for first, second in read} | shell
    assert len(names) > 10
    assert names <= set(listed_names())


def test_the_readme_explains_every_setting():
    readme = (ROOT / "README.md").read_text()
    assert re.findall(r"^\| `([A-Z_]+)` \|", readme, re.MULTILINE) == listed_names()


def test_compose_passes_on_every_setting_that_the_image_does_not_set():
    passed_on = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text()))
    (image,) = re.findall(r"^ENV ((?:.*\\\n)*.*)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    example = (ROOT / ".env.example").read_text()
    for_servers, line, _rest = example.partition("# --- On a machine of your own")
    assert line
    assert passed_on - {"POSTGRES_PASSWORD"} == (
        set(re.findall(r"^([A-Z_]+)=", for_servers, re.MULTILINE))
        - set(re.findall(r"([A-Z_]+)=", image))
    )


def test_the_password_of_compose_is_handed_over_apart_so_it_may_hold_any_letter(monkeypatch):
    containers = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    given = containers["site"]["environment"]
    monkeypatch.setenv(
        "DATABASE_URL", re.fullmatch(r"\$\{DATABASE_URL:-(.*)\}", given["DATABASE_URL"])[1]
    )
    database = Environment().database("DATABASE_URL", default="")
    assert database["HOST"] == "database"
    parameters = DatabaseWrapper({**connection.settings_dict, **database}).get_connection_params()
    assert "password" not in parameters
    assert given["PGPASSWORD"] == containers["database"]["environment"]["POSTGRES_PASSWORD"]
    monkeypatch.setenv("PGPASSWORD", "p@:/s#%w")
    defaults = {option.keyword: option.val for option in Conninfo.get_defaults()}
    assert defaults[b"password"] == b"p@:/s#%w"


def test_a_password_within_an_address_is_percent_encoded(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://site:p%40%3A%2Fs@h:5432/n")
    assert Environment().database("DATABASE_URL", default="")["PASSWORD"] == "p@:/s"
    monkeypatch.setenv("EMAIL_URL", "smtp+tls://site:p%40%3A%2Fs@h:587")
    assert Environment().mail("EMAIL_URL", default="")["EMAIL_HOST_PASSWORD"] == "p@:/s"


def test_uploads_are_limited_in_kind_and_size():
    assert "svg" not in django_settings.WAGTAILIMAGES_EXTENSIONS
    assert django_settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE == 10 * 1024 * 1024
    assert django_settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS == 32_000_000
    assert django_settings.WAGTAILDOCS_MAX_UPLOAD_SIZE == 25 * 1024 * 1024
    assert django_settings.WAGTAILDOCS_INLINE_CONTENT_TYPES == []
    assert django_settings.WAGTAILDOCS_SERVE_METHOD == "serve_view"


def test_a_form_has_room_for_several_of_the_largest_tables():
    script = (ROOT / "static/js/table.js").read_text()
    rows, columns = map(int, re.search(r"MOST_ROWS = (\d+), MOST_COLUMNS = (\d+)", script).groups())
    fields = rows * (columns + 2) + 4 * columns  # a row and a column have some of their own
    assert 4 * fields < django_settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
