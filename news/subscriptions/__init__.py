"""Who subscribes to what, and has agreed to it: the newsletter, and letters on new events."""
