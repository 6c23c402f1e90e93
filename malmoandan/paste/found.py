"""What reading a text has found, and what has to be told about it."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Fact:
    """What was found for a field, and where in the text it stands."""

    name: str
    value: object
    start: int
    end: int


@dataclass(frozen=True)
class Told:
    """What nobody can know from the text: for which field, of which sort, by which words."""

    name: str
    code: str
    words: str
    day: date | None = None


@dataclass
class Reading:
    """A text with its facts, and what has to be told about them."""

    text: str
    today: date
    sent: date | None = None
    is_cut: bool = False
    facts: list[Fact] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    used: list[tuple[int, int]] = field(default_factory=list)

    def add(self, name, value, start, end):
        """Note a fact, with where it stands."""
        self.facts.append(Fact(name, value, start, end))

    def get(self, name, default=None):
        """Return the first value that was found for a field."""
        return next((fact.value for fact in self.facts if fact.name == name), default)

    def all(self, name):
        """Return all the values that were found for a field."""
        return [fact.value for fact in self.facts if fact.name == name]
