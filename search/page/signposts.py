"""Words that ask for something which is no page of hits: where it is, or that it is not there."""

from ..language.analyser import content_words, keys

# What is asked for → words for it, in any form.
ASKED = {
    "contact": "kontakt kontakta kontaktuppgifter telefon",
    "registration": "anmälan anmäla anmälningslänk",
    "english": "english",
    "in_english": "engelska engelsk",
    "plain": "lättläst lättlästa",
}
MISSING = ("english", "in_english", "plain")
ROOTS = {keys(word).root: asked for asked, words in ASKED.items() for word in words.split()}


def signpost_for(query, hits):
    """Return which of `ASKED` a query of that word alone asks for, or an empty text.

    That something is missing is said only where no page has the word in its title.
    """
    words = content_words(query)
    asked = ROOTS.get(keys(words[0]).root, "") if len(words) == 1 else ""
    is_there = asked in MISSING and any("<mark>" in hit.title for hit in hits)
    return "" if is_there else asked
