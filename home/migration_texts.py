"""How a migration says that fields and blocks have other labels and help texts."""

from django.db.migrations.operations.base import Operation, OperationCategory


class ChangeTexts(Operation):
    """Change labels and help texts of an app's fields and blocks; the database knows none.

    `texts` is {what it said: what it says}.  Django's own way repeats every field, and with it all
    blocks of every body: a hundred kilobytes for a changed word.
    """

    category = OperationCategory.ALTERATION
    reduces_to_sql = False

    def __init__(self, texts):
        self.texts = texts

    def deconstruct(self):
        return (type(self).__name__, [self.texts], {})

    def state_forwards(self, app_label, state):
        # All models are rendered anew when somebody asks for them, and not after each field.
        state.__dict__.pop("apps", None)
        for (app, model_name), model in list(state.models.items()):
            if app != app_label:
                continue
            for field_name, field in list(model.fields.items()):
                _name, _path, *definition = field.deconstruct()
                changed = args, kwargs = self.changed(definition)
                if changed != definition:
                    state.alter_field(
                        app_label, model_name, field_name, type(field)(*args, **kwargs), True
                    )

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Leave the database as it is."""

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Leave the database as it is."""

    def describe(self):
        return "Change labels and help texts"

    def changed(self, value):
        """Return a part of a field's definition with the texts changed."""
        if isinstance(value, str):
            return self.texts.get(value, value)
        if isinstance(value, dict):
            return {key: self.changed(part) for key, part in value.items()}
        if type(value) in (list, tuple):
            return type(value)(map(self.changed, value))
        return value
