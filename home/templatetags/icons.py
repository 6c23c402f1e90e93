"""The lines of each icon, drawn on 24 × 24."""

from django import template
from django.utils.safestring import mark_safe

register = template.Library()

LINES = {
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "menu": '<path d="M3 6h18M3 12h18M3 18h18"/>',
    "close": '<path d="m5 5 14 14M19 5 5 19"/>',
    "check": '<path d="m4 12.5 5.5 5.5L20 6.5"/>',
    "minus": '<path d="M5 12h14"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.5l3 2"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v6M12 7.2v.1"/>',
    "lock": '<path d="M5 11h14v9H5zM8 11V8a4 4 0 0 1 8 0v3"/>',
    "document": '<path d="M5 2.5h9l5 5v14H5zM14 2.5v5h5M8.5 12.5h7M8.5 16.5h7"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 11h16M8.5 3v5M15.5 3v5"/>',
    "filter": '<path d="M3.5 6h17M7 12h10M10 18h4"/>',
    "external": '<path d="M6 18 18 6M8.5 6H18v9.5"/>',
    "next": '<path d="M4 12h15M13 6l6 6-6 6"/>',
    "down": '<path d="m5 9 7 7 7-7"/>',
    "download": '<path d="M12 3v13M6 11l6 6 6-6M4 21h16"/>',
    "play": '<path d="M7 4v16l13-8z"/>',
    "mail": '<path d="M3 5h18v14H3zM3 6l9 7 9-7"/>',
    "phone": (
        '<path d="M5 3h4l2 5-2.5 2a12 12 0 0 0 5.5 5.5l2-2.5 5 2v4a2 2 0 0 1-2 2A17 17 0 '
        '0 1 3 5a2 2 0 0 1 2-2z"/>'
    ),
    "link": (
        '<path d="M10 14.5a4 4 0 0 0 6 .3l3.2-3.2a4 4 0 0 0-5.7-5.7L12 7.4M14 9.5a4 4 0 '
        '0 0-6-.3l-3.2 3.2a4 4 0 0 0 5.7 5.7l1.5-1.5"/>'
    ),
    "few": (
        '<path fill="currentColor" stroke="none" d="M0 15.7V12a3.7 3.7 0 1 1 3.7 '
        '3.7zM8.3 15.7V12a3.7 3.7 0 1 1 3.7 3.7z"/>'
        '<path d="M17.3 15v-3a3 3 0 1 1 3 3z"/>'
    ),
    "ongoing": (
        '<path fill="currentColor" d="M8.5 15.5V12a3.5 3.5 0 1 1 3.5 3.5z"/>'
        '<path d="M5 5a9.5 9.5 0 0 0 0 14M19 5a9.5 9.5 0 0 1 0 14"/>'
    ),
    "share": '<path d="M8 9H5v12h14V9h-3M12 15.5V3M7.5 7.5 12 3l4.5 4.5"/>',
    "print": '<path d="M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z"/>',
    "place": (
        '<path d="M12 21.5s7-6.6 7-12a7 7 0 0 0-14 0c0 5.4 7 12 7 12z"/>'
        '<circle cx="12" cy="9.5" r="2.5"/>'
    ),
}


@register.filter
def icon_lines(name):
    """Return the markup of an icon's lines, and a line break after it; of no other word any."""
    return mark_safe(f"{LINES[name]}\n") if name in LINES else ""
