"""Links to drafts for somebody without an account: made, ended and followed."""
