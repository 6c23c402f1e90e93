"""What a subscriber agrees to, word by word: kept with each subscriber as it stood then."""

from django.utils.translation import gettext_lazy as _

# A new text is a new version; a test holds the two together.
VERSION = "1"
TEXT = _(
    "Ja, spara min e-postadress så att ni kan skicka det jag har valt. Jag kan sluta när jag vill."
)
