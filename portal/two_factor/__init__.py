"""A second factor for staff: a code from an app on the phone after the password.

django-otp keeps the devices, checks the codes and slows down who guesses. Here are the pages around
it in Wagtail's look, the rule of who must have one, and the way back for who lost the phone.
"""
