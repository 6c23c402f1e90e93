"""Lists of rows that are not content, in the admin."""

from django.contrib.admin.options import IncorrectLookupParameters
from django.http import Http404
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.views import IndexView


class RowIndexView(IndexView):
    """A list that answers 404 to an address that asks for what cannot be."""

    def dispatch(self, request, *args, **kwargs):
        if any("\0" in value for value in request.GET.values()):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self, request=None):
        try:
            return super().get_queryset(request)
        except IncorrectLookupParameters as error:
            raise Http404 from error


class ReceivedPermissionHelper(PermissionHelper):
    """Rows that the site receives or writes itself: nobody adds one by hand."""

    def user_can_create(self, user):
        return False
