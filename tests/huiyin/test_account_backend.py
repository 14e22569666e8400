"""Who is logged in: the account as Django knows it, with what every page asks read along."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page
from wagtail.permission_policies.collections import CollectionPermissionPolicy
from wagtail.permissions import page_permission_policy

from huiyin.account_backend import AccountBackend
from tests.tracking.factories import PASSWORD, make_account, make_person
from tracking.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(db):
    """An account with a permission of its own and the door of its role."""
    found = make_person("示例经办", Role.OFFICE_CLERK, login="clerk").user
    found.user_permissions.add(Permission.objects.get(codename="add_image"))
    return found


def test_an_account_may_what_django_says(user):
    own, django_s = AccountBackend(), ModelBackend()
    found = own.get_user(user.pk)
    assert own.get_all_permissions(found) == django_s.get_all_permissions(django_s.get_user(user.pk))
    assert found.has_perms(["wagtailadmin.access_admin", "wagtailimages.add_image"])
    assert not found.has_perm("wagtailimages.delete_image")
    nobody = make_account("nobody")
    assert own.get_all_permissions(own.get_user(nobody.pk)) == set()


def test_an_account_that_is_closed_is_nobody(user):
    user.is_active = False
    user.save()
    assert AccountBackend().get_user(user.pk) is None
    assert AccountBackend().get_all_permissions(user) == set()
    assert authenticate(None, username="clerk", password=PASSWORD) is None
    assert AccountBackend().get_user(-1) is None


def test_the_person_and_the_permissions_are_read_in_two_queries(user, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = AccountBackend().get_user(user.pk)
        assert (found.person.name, hasattr(found, "wagtail_userprofile")) == ("示例经办", False)
        assert found.has_perm("wagtailadmin.access_admin")
        assert not page_permission_policy.user_has_any_permission(found, {"change"})


@pytest.mark.parametrize("of", ["page", "collection"])
def test_permissions_of_pages_and_collections_are_found_where_there_are_any(user, of):
    group = Group.objects.create(name="示例组")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    change = Permission.objects.get(codename="change_page" if of == "page" else "change_collection")
    if of == "page":
        GroupPagePermission.objects.create(group=group, page=Page.get_first_root_node(), permission=change)
    else:
        root = Collection.get_first_root_node()
        GroupCollectionPermission.objects.create(group=group, collection=root, permission=change)
    found = AccountBackend().get_user(user.pk)
    assert found.has_perm("wagtailadmin.access_admin")
    policy = page_permission_policy if of == "page" else CollectionPermissionPolicy(Collection)
    assert policy.user_has_any_permission(found, {"change"})
