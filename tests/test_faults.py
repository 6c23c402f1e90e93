"""What does not work is told to those who look after the site, and to nobody else."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail import hooks

from home.faults import Fault, current_faults
from home.jobs import Job
from malmoandan.management.commands import work

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def all_well():
    """A site whose work goes on."""
    Job.objects.record(work.run_schedule, "publicera", started=timezone.now())


def panel(client, user):
    """Return the panel on the admin's first page as a parsed document, or None."""
    client.force_login(user)
    document = BeautifulSoup(client.get("/admin/").content, "html5lib")
    return document.find(id="faults-section")


def test_when_all_is_well_administrators_are_told_so(client, editor, all_well):
    assert "Allt fungerar som det ska." in panel(client, editor).text


def test_a_fault_is_told_with_the_way_to_it(client, editor, all_well):
    fault = Fault("Bilder", "En bild kunde inte läsas.", "/admin/images/7/")
    with hooks.register_temporarily("report_faults", lambda: [fault]):
        shown = panel(client, editor)
    assert shown.find("a", href="/admin/images/7/").text == "En bild kunde inte läsas."
    assert "Allt fungerar" not in shown.text


def test_faults_stand_first_and_peace_stands_last(client, editor, all_well):
    client.force_login(editor)

    def places():
        text = client.get("/admin/").text
        return text.index("Driftläge"), text.index("Väntar på er")

    faults, tasks = places()
    assert faults > tasks
    with hooks.register_temporarily("report_faults", lambda: [Fault("Bilder", "Fel.")]):
        faults, tasks = places()
    assert faults < tasks


def test_a_part_that_cannot_say_is_a_fault_and_hides_no_other(client, editor, all_well, caplog):
    def broken():
        raise RuntimeError("the index is gone")

    with (
        hooks.register_temporarily("report_faults", broken),
        hooks.register_temporarily("report_faults", lambda: [Fault("Bilder", "Fel.")]),
    ):
        shown = panel(client, editor).text
    assert "Det gick inte att se efter hur den här delen mår." in shown
    assert "Bilder" in shown
    assert "the index is gone" in caplog.text


def test_editors_see_the_faults_only_with_the_permission(client, redaktor, all_well):
    assert panel(client, redaktor) is None
    permission = Permission.objects.get(codename="view_faults")
    Group.objects.get(name="Redaktör").permissions.add(permission)
    assert "Allt fungerar" in panel(client, redaktor).text


def test_the_permission_can_be_given_in_the_admin(client, editor):
    client.force_login(editor)
    group = Group.objects.get(name="Redaktör")
    page = client.get(f"/admin/groups/edit/{group.pk}/").text
    assert "Får se vad som inte fungerar" in page


def sentences():
    return [fault.sentence for fault in current_faults() if fault.part == "Återkommande arbete"]


def test_work_that_never_ran_or_stands_still_is_a_fault():
    assert "har aldrig körts" in sentences()[0]
    now = timezone.now()
    Job.objects.record(work.run_schedule, "publicera", started=now - timedelta(minutes=6))
    assert "har inte körts sedan" in sentences()[0]
    Job.objects.record(work.purge_old_messages, "gallra", started=now - timedelta(minutes=4))
    assert sentences() == []


def test_a_job_that_failed_is_a_fault_until_it_succeeds():
    now = timezone.now()
    Job.objects.record(
        work.purge_old_messages, "gallra inkorgen", started=now, failed=now, error="OSError"
    )
    (sentence,) = sentences()
    assert sentence.startswith("Att gallra inkorgen gick inte ")
    assert "(OSError)" in sentence
    later = now + timedelta(minutes=1)
    Job.objects.record(work.purge_old_messages, "gallra inkorgen", started=later, succeeded=later)
    assert sentences() == []
