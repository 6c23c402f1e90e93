"""*Brevkollen* as a page of the admin."""

from django.urls import path
from django.utils.translation import gettext_lazy as _l
from django.views.generic import TemplateView
from wagtail import hooks

from .check import letter_check
from .issue_view import IssueButton, IssueView


class LetterCheckView(IssueView, TemplateView):
    """Lists what stands against mailing the latest version of an issue, each with its field."""

    template_name = "news/letter_check.html"
    page_title = _l("Brevkollen")
    header_icon = "check"

    def get_context_data(self, **kwargs):
        check = letter_check(self.latest)
        return {**super().get_context_data(**kwargs), "check": check, "edit_url": self.edit_url}


class LetterCheckButton(IssueButton):
    """The way there, from an issue."""

    label = _l("Brevkollen")
    icon_name = "check"
    url_name = "letter_check"


@hooks.register("register_admin_urls")
def register_urls():
    return [path("brevkollen/<int:page_id>/", LetterCheckView.as_view(), name="letter_check")]
