"""A saboteur's suite, too long for `make test`: `make prove`, or one part with `PART=lexicon`.

A module here is a part: its docstring's first line says what it proves, `DATABASES` on which,
`missing()` (optional) names what is not installed, and `prove(report)` does it, on a migrated
database of its own with production settings, and reports each figure by `report.line`.
"""
