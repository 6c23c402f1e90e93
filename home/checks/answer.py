"""The part of the panel *Kontroller* that says what the checks find in a page as its form has it.

It is a mode of the page's preview, so it reads what somebody is writing, saved or not.
"""

from django.http import HttpResponse
from django.template.loader import render_to_string

from .findings import Findings
from .readability import readability_of

MODE = "checks"


def checks_answer(page):
    """Return the response that lists the findings of a page, each a link to its field."""
    findings = Findings(page)
    context = {
        "findings": findings.found,
        "failed": findings.failed,
        "is_cut": findings.content.is_cut,
        "readability": readability_of(findings.content),
    }
    response = HttpResponse(render_to_string("home/checks.html", context))
    response["Cache-Control"] = "private, no-store"
    return response
