"""The form of a page: its tabs, and the panels that are folded until somebody wants them."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)

# The class of a panel that is folded; what it holds stands in its heading (`folds.js`).
FOLDED = "collapsed"


def folded(field):
    """Return the folded panel of one field, with the sign of what can be opened."""
    return FieldPanel(field, classname=FOLDED, icon="placeholder")


def handbook_panel(task):
    """Return the panel that leads to a task of the editors' handbook, by its slug."""
    return HelpPanel(task, template="malmoandan/handbook_panel.html")


class FoldedPanel(MultiFieldPanel):
    """Several fields in a folded panel, which stands open where one comes for their sake.

    `opens_for` takes a published page, and tells whether that is so.
    """

    def __init__(self, *args, opens_for, **kwargs):
        super().__init__(*args, **kwargs)
        self.opens_for = opens_for

    def clone_kwargs(self):
        """Return what a copy of the panel is made of: Wagtail makes one for each model."""
        return super().clone_kwargs() | {"opens_for": self.opens_for}

    class BoundPanel(MultiFieldPanel.BoundPanel):
        def classes(self):
            """Return the classes of the panel, as it is for this page."""
            page = self.instance
            is_open = page.pk and page.live and self.panel.opens_for(page)
            return [*super().classes(), *([] if is_open else [FOLDED])]


class PageTabs(TabbedInterface):
    """The tabs of a form, without what nobody uses of each field (decision 115).

    Those are the buttons of comments, and what Wagtail says of fields for scripts of a site's own.
    """

    def on_model_bound(self):
        super().on_model_bound()
        for panel in _panels_in(self):
            panel.disable_comments = True

    class BoundPanel(TabbedInterface.BoundPanel):
        def js_opts(self):
            """Return what scripts are told: nothing of the fields, since none of ours asks."""
            return super().js_opts() | {"children": []}


class Tab(ObjectList):
    """A tab of the form, whose name is in no id of what stands in it: that is a dozen kB."""

    def get_bound_panel(self, **kwargs):
        return super().get_bound_panel(**kwargs | {"prefix": self.clean_name[0]})


def _panels_in(panel):
    """Yield a panel and all that stand in it, also in the rows of a list."""
    yield panel
    rows = [panel.child_edit_handler] if isinstance(panel, InlinePanel) else []
    for child in [*getattr(panel, "children", ()), *rows]:
        yield from _panels_in(child)


def page_tabs(model):
    """Return the tabs of the form of a type of page."""
    tabs = [
        (model.content_panels, _("Innehåll")),
        (model.promote_panels, _("Adress och sökmotorer")),
        (model.settings_panels, _("Inställningar")),
    ]
    tabs = [Tab(panels, heading=heading) for panels, heading in tabs if panels]
    return PageTabs(tabs, base_form_class=model.base_form_class)
