"""Every address that is not a page of its own in Wagtail's tree."""

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from home.document_view import document
from home.inbox import views as inbox
from home.share_image import share_image
from malmoandan import health, views
from search import views as search_views

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    re_path(r"^documents/(?P<key>\d+)/(?P<filename>.*)$", document, name="document"),
    path("documents/", include(wagtaildocs_urls)),
    re_path(
        r"^media/(?P<name>(?:images|original_images|avatar_images)/.+)$", views.media, name="media"
    ),
    path("delningsbild/<uuid:key>-<slug:word>.png", share_image, name="share_image"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("halsa/", health.ready, name="ready"),
    path("halsa/lever/", health.live, name="live"),
    path("sok/", search_views.search, name="search"),
    path("sok/forslag/", search_views.suggestions, name="search_suggestions"),
    path("meddelande/", inbox.receive_message, name="message"),
    path("meddelande/tack/", inbox.message_sent, name="message_sent"),
    # Wagtail's own pattern has no dots; these are the feeds and calendar files of its pages.
    re_path(r"^((?:[\w\-]+/)*[\w\-]+\.(?:xml|ics))$", views.page, name="page_file"),
    # Wagtail's own pattern of pages, before the rest of its addresses.
    re_path(wagtail_urls.serve_pattern, views.page, name="wagtail_serve"),
    path("", include(wagtail_urls)),
]

handler400 = "malmoandan.errors.bad_request"
handler403 = "malmoandan.errors.permission_denied"
handler404 = "malmoandan.errors.page_not_found"
handler500 = "malmoandan.errors.server_error"
