"""How good the hits are, by the graded queries on texts that the site does not have."""

DATABASES = ("SQLite", "PostgreSQL")


def prove(report):
    """Ask every query; what falls short of what the suite asks for ends the part."""
    from django.db import transaction

    from tests.test_search_relevance import civic_life, five_texts

    for name, asked in {"the five texts": five_texts, "civic life": civic_life}.items():
        with transaction.atomic():
            figures = asked()
            transaction.set_rollback(True)
        report.line(f"hits of queries on {name}", figures, True)
