"""The site's mail: every letter is a row before it is sent, so that none is lost or sent twice.

`settings.EMAIL_BACKEND` is `backend.EmailBackend`, so code that mails just uses `django.core.mail`.
`manage.py work` hands the rows to the server that `settings.MAIL_TRANSPORT` knows.
"""
