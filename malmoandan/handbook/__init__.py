"""The editors' handbook: `docs/redaktor.md` and `docs/handbok/`, read and shown in the admin."""
