"""A constant page from a bare view, and Wagtail's pages."""

from django.http import HttpResponse
from django.urls import include, path
from wagtail import urls as wagtail_urls

CONSTANT = "<!doctype html><title>Floor</title>" + "<p>The same words again and again.</p>" * 500

urlpatterns = [
    path("bare/", lambda request: HttpResponse(CONSTANT)),
    path("", include(wagtail_urls)),
]
