"""Who may do what: some actions nobody may do in the admin, not even an administrator."""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy


class LimitedPermissionPolicy(ModelPermissionPolicy):
    """Django's model permissions, limited to some actions for everybody, superusers included.

    Places change hands only through `events.services`: a form that writes a slot or a booking
    directly would break `taken` (invariant I2).
    """

    def __init__(self, model: type[Model], *, actions: Iterable[str]) -> None:
        super().__init__(model)
        self.actions = frozenset(actions)

    def user_has_permission(self, user: AbstractBaseUser, action: str) -> bool:
        """Whether the action exists here and the user has its permission."""
        return action in self.actions and super().user_has_permission(user, action)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        """Users with one of the actions that exist here."""
        return super().users_with_any_permission(self.actions.intersection(actions))
