"""Robots, security contact, uploaded pictures, and the locked login."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

pytestmark = pytest.mark.one_database
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16


@pytest.fixture
def media_root(settings, tmp_path):
    """A media folder with a picture, a rendition, a document and a file above it."""
    root = tmp_path / "media"
    for name in ("images/lund.width-720.png", "original_images/lund.PNG", "documents/plan.pdf"):
        path = root / name
        path.parent.mkdir(parents=True)
        path.write_bytes(PNG)
    (root / "images" / "page.html").write_text("<script>alert(1)</script>")
    (tmp_path / "secret.png").write_bytes(PNG)
    settings.MEDIA_ROOT = root
    return root


def test_robots_are_shown_the_sitemap_and_kept_out_of_the_admin(client):
    text = client.get("/robots.txt").text
    assert "Disallow: /admin/\n" in text
    assert "Sitemap: http://testserver/sitemap.xml\n" in text


def test_security_txt_names_a_contact_and_expires_within_a_year(client, settings):
    settings.SECURITY_CONTACT = "mailto:sakerhet@example.org"
    with time_machine.travel(datetime(2026, 11, 21, 19, tzinfo=UTC), tick=False):
        fields = dict(
            line.split(": ", 1)
            for line in client.get("/.well-known/security.txt").text.splitlines()
        )
    assert fields["Contact"] == "mailto:sakerhet@example.org"
    assert fields["Expires"] == "2027-05-20T00:00:00Z"
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"


def test_security_txt_points_to_the_contact_page_when_no_contact_is_set(client):
    assert "Contact: http://testserver/kontakt/\n" in client.get("/.well-known/security.txt").text


@pytest.mark.parametrize("name", ["images/lund.width-720.png", "original_images/lund.PNG"])
def test_uploaded_pictures_are_served_with_type_and_long_life(client, media_root, name):
    response = client.get(f"/media/{name}")
    assert response.getvalue() == PNG
    assert response["Content-Type"] == "image/png"
    assert "max-age=31536000" in response["Cache-Control"]
    shown = "cross-origin" if name.startswith("images/") else "same-origin"  # the cuts, in mails
    assert response["Cross-Origin-Resource-Policy"] == shown
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_picture_the_browser_already_has_is_not_sent_again(client, media_root):
    first = client.get("/media/images/lund.width-720.png")
    again = client.get(
        "/media/images/lund.width-720.png", headers={"if-modified-since": first["Last-Modified"]}
    )
    assert again.status_code == 304


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "documents/plan.pdf",
        "images/page.html",
        "images/",
        "images/missing.png",
        "images/../documents/plan.pdf",
        "images/../../secret.png",
        "images/..%2f..%2fsecret.png",
        "images/%2e%2e/%2e%2e/secret.png",
        "images/%00.png",
        "images//etc/passwd.png",
        "images/" + "a" * 300 + ".png",
        "secret.png",
    ],
)
def test_nothing_but_pictures_in_the_picture_folders_can_be_fetched(client, media_root, name):
    assert client.get(f"/media/{name}").status_code == 404


def test_a_picture_cannot_be_posted_to(client, media_root):
    assert client.post("/media/images/lund.width-720.png").status_code == 405


@pytest.mark.django_db
def test_the_fifth_bad_login_is_refused_and_the_right_password_waits_its_time(client, editor):
    address = reverse("wagtailadmin_login")
    bad = {"username": "admin", "password": "fel"}
    good = {"username": "admin", "password": "hemligt-och-langt"}
    now = datetime(2026, 11, 21, 19, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        answers = [client.post(address, bad).status_code for _ in range(5)]
        assert answers == [200, 200, 200, 200, 429]
        locked = client.post(address, good)
        assert locked.status_code == 429
        assert "Du kan försöka igen om 15 minuter" in locked.text
        assert "no-store" in locked["Cache-Control"]
    with time_machine.travel(now + timedelta(minutes=16), tick=False):
        assert client.post(address, good).status_code == 302


@pytest.mark.django_db
def test_one_persons_failed_logins_lock_nobody_elses_account(client, editor):
    address = reverse("wagtailadmin_login")
    for _ in range(5):
        client.post(address, {"username": "admin", "password": "fel"}, REMOTE_ADDR="192.0.2.1")
    good = {"username": "admin", "password": "hemligt-och-langt"}
    assert client.post(address, good, REMOTE_ADDR="192.0.2.2").status_code == 302
