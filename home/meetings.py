"""Links and numbers that open a meeting on the web: secret, whatever text they stand in."""

import re
from html import unescape
from urllib.parse import unquote

# Rooms of Zoom, Teams, Google Meet, Webex, Whereby, Jitsi, GoTo and Skype; the pages on which these
# services tell of themselves, or let somebody register, look different.
ROOM = (
    r"(?<![\w-])(?:zoom(?:gov)?\.(?:us|com)/(?:j|my|w|s|wc)/"
    r"|teams\.(?:microsoft|live)\.com/(?:l/meetup-join|meet)/"
    r"|meet\.google\.com/(?:lookup/)?[a-z]{3}"
    r"|webex\.com/(?:meet/|join/|[\w-]+/j\.php)"
    r"|whereby\.com/(?!information|user|org|blog|help|pricing)[\w-]"
    r"|meet\.jit\.si/[\w-]"
    r"|(?:meet\.goto\.com|gotomeet\.me|gotomeeting\.com/join)/\w"
    r"|join\.skype\.com/\w|meet\.lync\.com/\w)"
)
# As invitations say it: «Meeting ID: 853 1234 5678», «Mötes-ID: 853 1234 5678».
NUMBER = r"\b(?:meeting|mötes)[- ]?id\b[^\w]{0,4}\d[\d ]{7,13}\d"
MEETING = re.compile(f"{ROOM}|{NUMBER}", re.IGNORECASE)


def opens_a_meeting(text):
    """Tell whether a text, of HTML or not, holds what leads straight into a meeting on the web."""
    return bool(MEETING.search(unquote(unescape(text))))
