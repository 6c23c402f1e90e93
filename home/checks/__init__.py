"""What an editor may want to look at in a page; nothing of it stops anybody from saving."""
