"""What the form of a document says about its text: whether it is searched, and else what to do."""

from django.utils.translation import gettext_lazy as _

from home.upload_forms import SiteDocumentForm

from ..models import DocumentText

State = DocumentText.State
SENTENCES = {
    State.READ: _("Texten i dokumentet går att söka när en publicerad sida visar det."),
    State.CUT: _(
        "En del av texten i dokumentet går att söka när en publicerad sida visar det. Dokumentet "
        "är mycket långt, eller så gick någon sida inte att läsa. Dela gärna upp det i flera."
    ),
    State.WAITING: _("Texten i dokumentet går snart att söka. Det tar några minuter."),
    State.EMPTY: _(
        "Texten i dokumentet går inte att söka, för filen har ingen text. Kanske är den inskannad. "
        "Gör om den med textigenkänning (OCR), eller skriv det viktigaste på sidan."
    ),
    State.LOCKED: _(
        "Texten i dokumentet går inte att söka, för filen är låst med lösenord. Spara den utan "
        "lösenord och byt fil här. Besökare kan inte heller läsa den."
    ),
    State.BROKEN: _(
        "Texten i dokumentet går inte att söka, för filen gick inte att läsa. Den kan vara skadad "
        "eller av ett annat slag än namnet säger. Öppna den, spara den på nytt och byt fil här."
    ),
    State.HEAVY: _(
        "Texten i dokumentet går inte att söka, för filen är för tung att läsa. Spara den på nytt, "
        "gärna utan stora bilder, eller dela upp den, och byt fil här."
    ),
    State.OTHER: _(
        "Texten i filer av det här slaget går inte att söka. Det går med pdf, docx och odt."
    ),
}
FAILED = _(
    "Texten i dokumentet går inte att söka än, för filen gick inte att hämta eller läsa. Det görs "
    "ett nytt försök av sig självt. Är det likadant i morgon: byt fil här, eller säg till den som "
    "sköter webbplatsen."
)


def search_sentence(document):
    """Return a sentence in Swedish on whether the text of a document is searched, and why not."""
    text = DocumentText.objects.filter(document=document.pk).first() or DocumentText()
    if text.state == State.WAITING and text.failures:
        return str(FAILED)
    return str(SENTENCES[text.state])


class SearchedDocumentForm(SiteDocumentForm):
    """The form of a document, which also says whether its text is searched."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "file" in self.fields:
            self.fields["file"].help_text = search_sentence(self.instance)
