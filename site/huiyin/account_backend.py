"""Who is logged in (登录的账号): the account with its person and its settings, and all that it may do, read in two queries."""

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Exists, Q
from wagtail.models import GroupCollectionPermission, GroupPagePermission

OF_WAGTAIL = {"_page_permission_cache": GroupPagePermission, "_collection_permission_cache": GroupCollectionPermission}
"What Wagtail asks besides on every page, and where it keeps the answer."


class AccountBackend(ModelBackend):
    """Django's own accounts; every page asks for the person behind one, and for its permissions."""

    def get_user(self, user_id):
        """The account of a session, while it may log in."""
        whole = get_user_model()._default_manager.select_related("person", "wagtail_userprofile")
        user = whole.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj, obj=None):
        """The account's own permissions and those of its groups; whether it has any of pages and collections is learnt along."""
        if not user_obj.is_active or user_obj.is_anonymous or user_obj.is_superuser or obj is not None:
            return super().get_all_permissions(user_obj, obj)
        if not hasattr(user_obj, "_perm_cache"):
            held = Permission.objects.filter(Q(user=user_obj) | Q(group__user=user_obj)).order_by().distinct()
            has_any = [Exists(model.objects.filter(group__user=user_obj)) for model in OF_WAGTAIL.values()]
            rows = list(held.values_list("content_type__app_label", "codename", *has_any))
            user_obj._perm_cache = {f"{app}.{codename}" for app, codename, *_has in rows}
            for (name, model), has in zip(OF_WAGTAIL.items(), rows[0][2:] if rows else (), strict=False):
                if not has:
                    setattr(user_obj, name, model.objects.none())
        return user_obj._perm_cache
