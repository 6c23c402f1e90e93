"""StreamField blocks that every page type may use; one module a subject."""
