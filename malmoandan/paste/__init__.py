"""Klistra in: what somebody pasted, read by rules into the fields of a draft."""
