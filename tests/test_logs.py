"""The log in production: a line of JSON for each event, and nothing of people in it."""

import io
import json
import logging
import os
import subprocess
import sys
from contextlib import suppress

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.exceptions import SuspiciousOperation
from django.db import connection
from django.http import HttpResponse
from django.urls import path

from malmoandan import logs, urls
from malmoandan.logs import OneLineFormatter
from tests.test_settings import COMPLETE

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.test_logs")]
logger = logging.getLogger("tests.people")
NAME, EMAIL, TEXT = "Anna Öst", "anna@example.org", "Min granne på Storgatan är sjuk"
WRITTEN = {"name": NAME, "email": EMAIL, "text": TEXT}


def say(request, **parts):
    """Raise what a fault could raise, with what somebody has written in it."""
    words = f"{request.POST['name']} <{request.POST['email']}>: {request.POST['text']}"
    kind = request.GET["q"]
    if kind == "value":
        raise ValueError(words)
    if kind == "chain":
        try:
            {}[words]
        except KeyError as error:
            raise RuntimeError(words) from error
    if kind == "suspicious":
        raise SuspiciousOperation(words)
    if kind == "unique":
        users = get_user_model().objects
        users.create(username=request.POST["email"])
        users.create(username=request.POST["email"])
    if kind == "syntax":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT '{words}' FROM what_is_not_there")  # noqa: S608
    if kind == "format":
        logger.error("%s of %d", words, words)
    if kind == "message":
        logger.error("Not sent to %s", request.POST["email"])
    if kind == "error":
        logger.error("Not sent: %s", ValueError(words))
    if kind == "attribute":
        None.sent_to  # noqa: B018
    return HttpResponse("ok")


urlpatterns = [
    path("admin/password_reset/confirm/<str:user>/<str:token>/", say),
    path("sag/", say),
    *urls.urlpatterns,
]
handler500 = urls.handler500


@pytest.fixture
def log():
    """What is written to the log, in lines."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(OneLineFormatter())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def post(client, kind, address="/sag/", **headers):
    client.raise_request_exception = False
    return client.post(f"{address}?q={kind}", WRITTEN, **headers)


KINDS = ["value", "chain", "suspicious", "unique", "syntax", "format", "message", "error"]


@pytest.mark.parametrize("kind", KINDS)
def test_no_line_says_what_somebody_wrote_whatever_went_wrong(client, log, kind):
    post(client, kind)
    lines = log()
    assert lines
    text = json.dumps(lines, ensure_ascii=False)
    for word in (NAME, EMAIL, "Storgatan", "127.0.0.1", f"q={kind}"):
        assert word not in text


@pytest.mark.one_database
def test_a_line_says_when_how_grave_where_and_in_which_request(client, log):
    post(client, "value")
    (line,) = log()
    assert {name: line[name] for name in ("level", "logger", "method", "path", "status")} == {
        "level": "ERROR",
        "logger": "django.request",
        "method": "POST",
        "path": "/sag/",
        "status": 500,
    }
    assert line["time"][10] == "T"
    assert len(line["request"]) == 32
    assert 0 <= line["duration"] < 60
    (error,) = line["exception"]
    assert error["error"] == "ValueError"
    assert error["at"][-1].startswith("tests/test_logs.py:")


def test_a_fault_of_the_database_is_known_by_its_code(client, log):
    post(client, "unique")
    errors = [cause["error"] for cause in log()[-1]["exception"]]
    code = {"sqlite": "SQLITE_CONSTRAINT_UNIQUE", "postgresql": "23505"}[connection.vendor]
    assert errors[0] == "IntegrityError"
    assert code in errors[1]


@pytest.mark.one_database
def test_what_is_wrong_in_the_code_is_told_in_words(client, log):
    post(client, "attribute")
    assert "no attribute 'sent_to'" in log()[-1]["exception"][0]["error"]


@pytest.mark.one_database
def test_each_cause_is_told(client, log):
    post(client, "chain")
    assert [cause["error"] for cause in log()[-1]["exception"]] == ["RuntimeError", "KeyError"]


@pytest.mark.one_database
def test_a_link_to_a_new_password_is_not_in_the_log(client, log):
    post(client, "value", "/admin/password_reset/confirm/MQ/c3f-hemlig/")
    assert log()[-1]["path"] == "/admin/password_reset/confirm/-/"
    assert "hemlig" not in json.dumps(log())


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("proxies", "sent", "is_kept"),
    [(1, "0123456789abcdef", True), (0, "0123456789abcdef", False), (1, 'a"}\nb' * 9, False)],
)
def test_the_number_of_a_request_is_that_of_our_own_proxy(
    client, log, settings, proxies, sent, is_kept
):
    settings.PROXY_COUNT = proxies
    post(client, "value", headers={"X-Request-ID": sent})
    assert (log()[0]["request"] == sent) is is_kept


@pytest.mark.one_database
def test_a_slow_answer_is_told(client, log, monkeypatch):
    monkeypatch.setattr(logs, "SLOW", -1)
    post(client, "")
    (line,) = log()
    assert (line["message"], line["status"]) == ("A slow answer", 200)


@pytest.mark.one_database
@pytest.mark.parametrize(("kind", "status"), [("message", 200), ("value", 500)])
def test_a_full_disk_for_the_log_takes_no_page_down(client, monkeypatch, kind, status):
    with suppress(OSError), open("/dev/full", "w") as full:
        monkeypatch.setattr(sys, "stderr", full)
        handler = logging.StreamHandler(full)
        handler.setFormatter(OneLineFormatter())
        logging.getLogger().addHandler(handler)
        response = post(client, kind)
        logging.getLogger().removeHandler(handler)
    assert response.status_code == status


@pytest.mark.one_database
def test_addresses_in_quotes_are_no_more_in_the_log_than_others(log):
    logger.warning('To "anna öst"@example.org, o+1@åäö.se and <"a@b"@example.org>')
    (line,) = log()
    assert line["message"] == "To -@-, -@- and <-@->"


@pytest.mark.one_database
def test_outside_a_request_a_line_names_none(log):
    logger.warning("Hej\n%s", "å")
    (line,) = log()
    assert line["message"] == "Hej\nå"
    assert set(line) == {"time", "level", "logger", "message"}


@pytest.mark.one_database
def test_production_and_its_server_write_such_lines():
    code = (
        "import django, logging; django.setup(); logging.getLogger('home').error('Hej');"
        "from granian.log import configure_logging as c, LogLevels as l; import json;"
        "c(l.warning, json.load(open('.ci/server-log.json')));"
        "logging.getLogger('_granian').warning('Hej'); raise SystemExit"
    )
    environment = (
        os.environ
        | COMPLETE
        | {
            "ENV_FILE": os.devnull,
            "DJANGO_SETTINGS_MODULE": "malmoandan.settings.production",
        }
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [json.loads(line) for line in (done.stderr + done.stdout).splitlines()]
    assert [line["message"] for line in lines] == ["Hej", "Hej"]
    script = (django_settings.BASE_DIR / ".ci" / "server").read_text()
    assert "--log-config .ci/server-log.json" in script
