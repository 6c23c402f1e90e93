"""Every address that is not a page of its own in Wagtail's tree."""

from django.contrib.auth.views import LoginView
from django.urls import include, path, re_path, register_converter
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

from home import page_chooser
from home.approval import approval
from home.collection_form import edit_collection
from home.drafts import views as drafts
from home.inbox import views as inbox
from home.share_image import WordConverter, share_image
from malmoandan import health, logins, saving, views
from malmoandan.sitemap import sitemap, sitemap_part
from news.mailing.band import newsletter_band
from news.subscriptions import views as subscriptions
from search.page import views as search_views

register_converter(WordConverter, "word")

private_login = LoginView.as_view(template_name="wagtailcore/login.html")

urlpatterns = [
    path("admin/inloggad/", saving.logged_in_again, name="logged_in_again"),
    path("admin/inloggad/vem/", saving.session_state, name="session_state"),
    # At the addresses of Wagtail's own, which no hook of its comes before.
    path("admin/collections/<int:pk>/", edit_collection),
    path("admin/choose-page/", page_chooser.browse),
    path("admin/choose-page/<int:parent_page_id>/", page_chooser.browse),
    path("admin/choose-page/search/", page_chooser.search),
    path(
        "admin/pages/workflow/action/<int:page_id>/<slug:action_name>/<int:task_state_id>/",
        approval,
    ),
    path("admin/", include(wagtailadmin_urls)),
    re_path(r"^documents/(?P<key>\d+)/(?P<filename>.*)$", views.document, name="document"),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        logins.document_password,
        name="wagtaildocs_authenticate_with_password",
    ),
    path("documents/", include(wagtaildocs_urls)),
    re_path(
        r"^media/(?P<folder>images|original_images|avatar_images)/(?P<name>[A-Za-z0-9_.-]{1,200})$",
        views.media,
        name="media",
    ),
    path("delningsbild/<uuid:key>-<word:word>.png", share_image, name="share_image"),
    path("delningsbild/<uuid:key>-brev.png", newsletter_band, name="newsletter_band"),
    path("utkast/<str:token>/", drafts.draft, name="draft"),
    path(
        "utkast/<str:token>/documents/<int:key>/<str:filename>",
        drafts.draft_document,
        name="draft_document",
    ),
    path("favicon.ico", views.favicon, name="favicon"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemap_part, name="sitemap_part"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("halsa/", health.ready, name="ready"),
    path("halsa/lever/", health.live, name="live"),
    path("sok/", search_views.search_page, name="search"),
    path("sok/forslag/", search_views.suggestions, name="search_suggestions"),
    path("meddelande/", inbox.receive_message, name="message"),
    path("meddelande/tack/", inbox.message_sent, name="message_sent"),
    path("meddelande/om-sidan/", inbox.receive_feedback, name="feedback"),
    path("meddelande/om-sidan/tack/", inbox.feedback_sent, name="feedback_sent"),
    path("nyhetsbrev/prenumerera/", subscriptions.subscribe, name="subscribe"),
    path(
        "nyhetsbrev/prenumerera/tack/",
        subscriptions.subscribe_sent,
        {"is_new": True},
        name="subscribe_sent",
    ),
    path("nyhetsbrev/bekrafta/", subscriptions.cut_off),
    path("nyhetsbrev/bekrafta/<str:token>/", subscriptions.confirm, name="confirm_subscription"),
    path("nyhetsbrev/prenumeration/", subscriptions.subscription_link, name="subscription_link"),
    path(
        "nyhetsbrev/prenumeration/tack/",
        subscriptions.subscribe_sent,
        {"is_new": False},
        name="subscription_link_sent",
    ),
    path("nyhetsbrev/prenumeration/<str:token>/", subscriptions.subscription, name="subscription"),
    # Wagtail's own pattern has no dots; these are the feeds and calendar files of its pages.
    re_path(r"^((?:[\w\-]+/)*[\w\-]+\.(?:xml|ics))$", views.page, name="page_file"),
    # Wagtail's three patterns; the last one takes everything.
    path("_util/login/", private_login, name="wagtailcore_login"),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        logins.page_password,
        name="wagtailcore_authenticate_with_password",
    ),
    re_path(serve_pattern, views.page, name="wagtail_serve"),
]

handler400 = "malmoandan.errors.bad_request"
handler403 = "malmoandan.errors.permission_denied"
handler404 = "malmoandan.errors.page_not_found"
handler500 = "malmoandan.errors.server_error"
