"""The field that holds blocks, as every model of the site has it."""

from django.db import models
from wagtail import fields


class StreamField(fields.StreamField):
    """Wagtail's field of blocks, which is plain JSON to migrations, as it is to the database.

    Wagtail would write all blocks out in each of them, again for every body that has them.  And who
    reads a stream in a migration loses no block that has gone since.
    """

    def deconstruct(self):
        name, _path, _args, kwargs = models.Field.deconstruct(self)
        return name, "django.db.models.JSONField", [], {"default": list, **kwargs}

    def clone(self):
        """Return what the state of migrations has in its place."""
        _name, _path, args, kwargs = self.deconstruct()
        return models.JSONField(*args, **kwargs)
