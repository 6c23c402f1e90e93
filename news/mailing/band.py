"""The band of *Samtalet* at the head of a mail: a PNG, since mail programs show no SVG."""

from io import BytesIO

from django.http import Http404, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from home import motif
from home.share_image import HUES, drawn, kept

from ..models import NewsletterPage

VERSION = 1  # goes up when the drawing changes
WIDTH, HEIGHT = 1200, 260  # twice as large as it is shown
UNIT, SIZES = 40, (2, 3, 1.8, 4, 2.4, 3.2, 2, 4.4, 1.6, 3.6)
COLOURS = 32  # of which most are the smooth edges: 8 kB at most


def band_png(key):
    """Return the band of the issue with this key, on a transparent ground, as bytes."""
    art = motif.conversation(str(key), WIDTH // 2, HEIGHT // 2, UNIT, SIZES)
    picture = drawn(art, HUES, "#00000000", WIDTH)
    data = BytesIO()
    picture.quantize(COLOURS, method=2).save(data, "PNG", optimize=True)
    return data.getvalue()


@require_safe
@cache_control(public=True, max_age=365 * 24 * 3600)
def newsletter_band(request, key):
    """Serve the band of an issue, also of one that nobody but its editors has read yet."""
    if not NewsletterPage.objects.with_translation_key(key).exists():
        raise Http404
    content = kept(f"delningsbilder/{key}-brev", f"{VERSION}.png", lambda: band_png(key))
    response = HttpResponse(content, content_type="image/png")
    # Mail programs show it on pages of their own.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
