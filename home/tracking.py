"""Addresses without what advertisers hang on them to follow the person who clicks."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# Parameters that only tell the receiver who sent the visitor: Google Analytics (utm_*), the click
# identifiers of Google, Meta, Microsoft, Yahoo and others, Mailchimp, HubSpot, Eventbrite (aff).
TRACKING = re.compile(
    r"utm_\w+|aff|fbclid|gclid|gclsrc|gbraid|wbraid|dclid|msclkid|yclid|twclid|ttclid|li_fat_id"
    r"|igshid|igsh|mc_eid|mc_cid|mkt_tok|_hs(enc|mi)|__hs\w+|_ga|_gl|vero_id|oly_\w+_id|s_cid",
    re.IGNORECASE,
)


def without_tracking(address):
    """Return (the address without tracking parameters, the names that were taken away).

    An address that has none, or is none, is returned letter for letter as it was written.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return address, []
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    removed = [name for name, _value in pairs if TRACKING.fullmatch(name)]
    if not removed:
        return address, []
    kept = [pair for pair in pairs if pair[0] not in removed]
    return urlunsplit(parts._replace(query=urlencode(kept))), list(dict.fromkeys(removed))
