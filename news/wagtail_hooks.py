"""What the admin does with news and newsletters."""

from wagtail import hooks

from .mailing.check_view import LetterCheckButton
from .mailing.proof import ProofButton
from .models import NewsletterPage
from .sending.admin import SendButton


@hooks.register("register_page_listing_more_buttons")
@hooks.register("register_page_header_buttons")
def issue_buttons(page, user, view_name=None, next_url=None):
    """Yield what can be done with an issue, for the menu of each."""
    if issubclass(page.specific_class or object, NewsletterPage):
        yield LetterCheckButton(page=page, priority=2)
        yield ProofButton(page=page, priority=3)
        yield SendButton(page=page, priority=4)
