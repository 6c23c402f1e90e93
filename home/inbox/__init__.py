"""The inbox: what visitors write in the contact form, from the form to the last day it is kept."""

from .block import ContactFormBlock
from .message import Message

__all__ = ["ContactFormBlock", "Message"]
