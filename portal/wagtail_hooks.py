"""What the portal itself adds to the admin."""

from .two_factor import hooks as two_factor_hooks  # noqa: F401
