"""The inbox: what visitors write in the contact form, from the form to the last day it is kept."""
