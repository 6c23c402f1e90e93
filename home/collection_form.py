"""The form of a collection: who saves last replaces nothing unseen."""

from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.forms.collections import CollectionForm
from wagtail.admin.views.collections import Edit

from .form_fields import OpenedAs


class CollectionEditForm(OpenedAs, CollectionForm):
    """A collection's name, and the one above it."""

    def more_stored(self):
        return [self.instance.get_parent(update=True).pk]


edit_collection = never_cache(require_admin_access(Edit.as_view(form_class=CollectionEditForm)))
