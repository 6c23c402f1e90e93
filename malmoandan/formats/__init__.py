"""How Django reads and prints dates, times and numbers, by language."""
