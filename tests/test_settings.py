"""What the settings refuse, and what they say for each kind of environment."""

import json
import os
import re
import subprocess
import sys
from functools import cache

import pytest
from django.conf import settings as django_settings
from django.db import connection

# One worker remembers what another process has said.
pytestmark = pytest.mark.xdist_group("settings")
ROOT = django_settings.BASE_DIR
COMPLETE = {
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "example.org",
    "BASE_URL": "https://example.org",
    "EMAIL_URL": "consolemail://",
}
PRINT = (
    "import json; from malmoandan.settings import production as p; "
    "print(json.dumps({k: v for k, v in vars(p).items() if k.isupper()}, default=str))"
)


@cache
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


def test_production_is_https_only_unless_told_otherwise():
    settings = production()
    assert settings["DEBUG"] is False
    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SECURE_HSTS_SECONDS"] > 31_536_000
    assert settings["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert settings["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert settings["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_plain_http_gives_up_only_what_it_cannot_carry():
    https, http = production(), production(HTTPS="0")
    changed = {key for key in https | http if https.get(key) != http.get(key)}
    assert changed == {
        "HTTPS",
        "PROXY_COUNT",
        "SECURE_PROXY_SSL_HEADER",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
        "SECURE_HSTS_PRELOAD",
        "SESSION_COOKIE_SECURE",
        "SESSION_COOKIE_NAME",
        "CSRF_COOKIE_SECURE",
        "CSRF_COOKIE_NAME",
        "SILENCED_SYSTEM_CHECKS",
    }


def test_postgresql_is_pooled_and_survives_a_restart_of_the_database():
    settings = production(DATABASE_URL="postgres://site:word@db.example.org:5432/site")
    database = settings["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert database["HOST"] == "db.example.org"
    assert database["CONN_HEALTH_CHECKS"] is True
    assert database["OPTIONS"]["pool"]["max_size"] == 8


def test_empty_values_of_optional_settings_mean_their_default(tmp_path):
    empty = production(DATA_DIR=str(tmp_path), DATABASE_URL="", CACHE_URL="", SECURITY_CONTACT="")
    assert empty == production(DATA_DIR=str(tmp_path))
    assert empty["DATABASES"]["default"]["NAME"] == str(tmp_path / "db.sqlite3")
    assert empty["CACHES"]["default"]["LOCATION"] == str(tmp_path / "cache")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="says how SQLite is opened")
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
    )
    (tmp_path / "static").mkdir()
    result = run("-c", program, **COMPLETE, DATA_DIR=str(tmp_path))
    assert result.stdout.splitlines() == ["200 OK", "301 Moved Permanently"], result.stderr


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
        SECRET_KEY="from the environment",
        DATA_DIR=str(tmp_path),
    )
    assert result.stdout.strip() == "['example.org'] from the environment"


def test_the_example_file_lists_every_name_that_is_read():
    readers = [*(ROOT / "malmoandan").rglob("*.py"), *(ROOT / ".ci").iterdir(), ROOT / "Makefile"]
    text = "\n".join(path.read_text() for path in readers)
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"|environ\.get\("([A-Z_]+)"', text))
    shell = set(re.findall(r"\$\$?\{([A-Z_]+):-", text))
    names = {first or second for first, second in read} | shell
    listed = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert len(names) > 10
    assert names <= listed


def test_the_readme_explains_every_setting():
    listed = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    readme = (ROOT / "README.md").read_text()
    assert [name for name in listed if f"`{name}`" not in readme] == []


def test_uploads_are_limited_in_kind_and_size():
    assert "svg" not in django_settings.WAGTAILIMAGES_EXTENSIONS
    assert django_settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE == 10 * 1024 * 1024
    assert django_settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS == 32_000_000
    assert django_settings.WAGTAILDOCS_MAX_UPLOAD_SIZE == 25 * 1024 * 1024
    assert django_settings.WAGTAILDOCS_INLINE_CONTENT_TYPES == []
    assert django_settings.WAGTAILDOCS_SERVE_METHOD == "serve_view"
