"""Two steps to publishing, on or off by one setting: a Redaktör writes, a Granskare publishes.

Whoever publishes also sends the newsletter: a letter to all cannot be taken back.
"""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from .site import SiteSettings

# The name of the workflow stands on the button: «Lämna in till granskning».
NAME = "granskning"
WRITERS, REVIEWERS = ["Redaktör"], ["Granskare", "Administratör"]


@receiver(post_save, sender=SiteSettings)
def follow_setting(instance, raw=False, **kwargs):
    """Switch the review on or off where the setting says other than what holds."""
    workflow = Workflow.objects.filter(name=NAME).first()
    is_on = workflow is not None and workflow.active
    if not raw and instance.is_reviewed != is_on:
        (begin_review if instance.is_reviewed else end_review)()


@transaction.atomic
def begin_review():
    """Have every page go through a review, and take publishing from those who write."""
    workflow, _is_new = Workflow.objects.update_or_create(name=NAME, defaults={"active": True})
    task, _is_new = GroupApprovalTask.objects.update_or_create(name=NAME, defaults={"active": True})
    task.groups.set(Group.objects.filter(name__in=REVIEWERS))
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    everything = Page.get_first_root_node()
    WorkflowPage.objects.update_or_create(page=everything, defaults={"workflow": workflow})
    publishing_by_writers().delete()
    for group in Group.objects.filter(name__in=WRITERS):
        group.permissions.remove(*sending())


@transaction.atomic
def end_review():
    """Let those who write publish again; what waits for a review is a draft again."""
    Workflow.objects.get(name=NAME).deactivate()
    publish = Permission.objects.get(content_type__app_label="wagtailcore", codename="publish_page")
    for group in Group.objects.filter(name__in=WRITERS):
        GroupPagePermission.objects.get_or_create(
            group=group, page=Page.get_first_root_node(), permission=publish
        )
        group.permissions.add(*sending())


def publishing_by_writers():
    """Return the permissions to publish that those who write have, on any page."""
    return GroupPagePermission.objects.filter(
        group__name__in=WRITERS, permission__codename="publish_page"
    )


def sending():
    """Return the permission to send the newsletter, as a queryset of one."""
    return Permission.objects.filter(content_type__app_label="news", codename="send_newsletter")
