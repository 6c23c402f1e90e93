"""The letters of a sending that did not go, sent once more: all at once, and never by itself."""

import re

from django.db.models import Count
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.log_actions import log

from home.mail.letter import Letter

from .forms import AgainForm
from .numbers import in_words
from .sending import ADDRESS
from .views import LOGGED, OneSendingView, progress_url

MOST_REASONS = 10
# What a server answers begins with a code; what comes after it may differ for each address.
CODE = re.compile(r"\b[45]\d\d\b(?:[ -][45]\.\d+\.\d+)?")


def reasons(letters):
    """Return why letters failed, as (sentence, how many): the most first, and no address in it."""
    found = {}
    for error, count in letters.order_by("error").values_list("error").annotate(Count("pk")):
        code = CODE.search(error)
        key = error[: code.end()] if code else error
        sentence, before = found.get(key, (ADDRESS.sub("…", error), 0))
        found[key] = sentence, before + count
    return sorted(found.values(), key=lambda reason: -reason[1])[:MOST_REASONS]


class AgainView(OneSendingView, FormView):
    """Says how many did not get it and why, and sends it to them once more when told to."""

    template_name = "news/send_again.html"
    page_title = _l("Skicka igen")
    form_class = AgainForm

    def get(self, request, *args, **kwargs):
        if not self.sending.can_be_sent_again:
            return self.refused()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if not self.sending.can_be_sent_again:
            return self.refused()
        return super().post(request, *args, **kwargs)

    def refused(self):
        """Lead back where there is nothing to send, or somebody has just sent it."""
        messages.info(self.request, _("Det finns inga brev att skicka igen just nu."))
        return redirect(progress_url(self.sending))

    def get_initial(self):
        return {"ended": self.sending.ended.isoformat()}

    def get_form_kwargs(self):
        doubtful = self.sending.not_received().filter(state=Letter.State.DOUBTFUL)
        return super().get_form_kwargs() | {"doubtful": doubtful.count()}

    def form_valid(self, form):
        if form.cleaned_data["ended"] != self.sending.ended.isoformat():
            return self.refused()
        count = self.sending.send_again(form.cleaned_data.get("with_doubtful", False))
        if not count:
            return self.refused()
        if self.sending.page:
            data = {"action": _("skickat igen till dem som inte fick det")}
            log(self.sending.page, LOGGED, user=self.request.user, data=data)
        messages.success(self.request, _("%d brev skickas igen.") % count)
        return redirect(progress_url(self.sending))

    def get_context_data(self, **kwargs):
        failed = self.sending.not_received(with_doubtful=False)
        number = failed.count()
        all_failed = self.sending.letters.filter(state=Letter.State.FAILED).count()
        return {
            **super().get_context_data(**kwargs),
            "sending": self.sending,
            "number": number,
            "words": in_words(number),
            "gone": all_failed - number,
            "reasons": reasons(failed),
            "is_corrected": self.sending.corrections.exists(),
        }
