"""The handbook in the admin: its contents, its search, a page for each task, and the ways there."""

from django.http import Http404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from .tasks import found, introduction, tasks

LONGEST_QUERY = 100
# What is done below an address of the admin. Forms of pages say it themselves.
TASK_AT = {
    "brevkollen": "nyhetsbrev",
    "byt-kontaktperson": "byta-kontaktperson",
    "dela-utkast": "dela-utkast",
    "documents": "dokument",
    "dolj": "dolja",
    "evenemang": "sidorna",
    "hamta-innehall": "nyhetsbrev",
    "hela-terminen": "hela-terminen",
    "images": "bild",
    "inkorg": "meddelanden",
    "klistra-in": "klistra-in",
    "lankar": "lankar",
    "loften": "loften",
    "nasta-tillfalle": "hela-terminen",
    "pages": "sidorna",
    "prenumeranter": "prenumeranter",
    "provbrev": "nyhetsbrev",
    "redirects": "lankar",
    "searchpicks": "sokning",
    "settings": "notisraden",
    "skriv-rapport": "efter-evenemanget",
    "snippets": "register",
    "snippets/search": "sokning",
    "sokningar": "sokning",
    "svar-om-sidor": "meddelanden",
    "users": "konton",
    "utskick": "skicka-nyhetsbrev",
}


class HandbookView(WagtailAdminTemplateMixin, TemplateView):
    """The contents of the handbook, or the tasks that a search finds."""

    template_name = "malmoandan/handbook.html"
    page_title = gettext_lazy("Handbok")
    header_icon = "help"

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        query = self.request.GET.get("q", "").strip()[:LONGEST_QUERY]
        shown = found(query) if query else list(tasks().values())
        return super().get_context_data(
            query=query, shown=shown, introduction=introduction(), **kwargs
        )


class TaskView(WagtailAdminTemplateMixin, TemplateView):
    """One task, with the contents beside it."""

    template_name = "malmoandan/handbook_task.html"
    header_icon = "help"

    def dispatch(self, request, slug):
        if slug not in tasks():
            raise Http404
        self.task = tasks()[slug]
        return super().dispatch(request, slug)

    @property
    def page_title(self):
        return self.task.title

    def get_breadcrumbs_items(self):
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("handbook"), "label": HandbookView.page_title},
            {"url": "", "label": self.task.title},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(task=self.task, all=list(tasks().values()), **kwargs)


@hooks.register("register_admin_urls")
def handbook_urls():
    """Return the addresses of the handbook."""
    return [
        path("handbok/", HandbookView.as_view(), name="handbook"),
        path("handbok/<slug:slug>/", TaskView.as_view(), name="handbook_task"),
    ]


@hooks.register("register_help_menu_item")
def handbook_menu_item():
    """Return the way to the contents."""
    label = HandbookView.page_title
    return MenuItem(label, reverse("handbook"), name="handbook", icon_name="help", order=200)


@hooks.register("construct_help_menu")
def add_task_of_view(request, items):
    """Put the task of what is on screen first."""
    folders = request.path.removeprefix(reverse("wagtailadmin_home")).split("/")
    slug = TASK_AT.get("/".join(folders[:2])) or TASK_AT.get(folders[0])
    if slug:
        label = _("Så gör du: %s") % tasks()[slug].title
        url = reverse("handbook_task", args=[slug])
        items.append(MenuItem(label, url, name="handbook-task", icon_name="help", order=100))
