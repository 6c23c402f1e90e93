"""A database backend of Django's, by the name of its engine."""
