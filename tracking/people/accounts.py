"""Recording changes of accounts (账号变更): each change of an account's flags, groups or password becomes an event.

It listens to the account model, so a change is recorded whether it comes from our pages, Wagtail's or a command. An event
holds neither a password nor its digest. A password that somebody else set must be changed at the first login.
"""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.models import HistoricalRecords

from tracking import telling
from tracking.models import NoticeKind, Person, Role
from tracking.models.locking import locked
from tracking.people import powers
from tracking.telling import sending
from tracking.versions import append, collecting, keep, kinds

FLAGS = {
    "is_active": gettext_lazy("可登录"),
    "is_staff": gettext_lazy("is_staff"),
    "is_superuser": gettext_lazy("软件维护"),
}
WATCHED = ("username", "email", "password", *FLAGS)


def connect() -> None:
    """Listen; called once when the app is ready."""
    user = get_user_model()
    pre_save.connect(_remember, sender=user, dispatch_uid="tracking.people.accounts.remember")
    post_save.connect(_saved, sender=user, dispatch_uid="tracking.people.accounts.saved")
    post_delete.connect(_deleted, sender=user, dispatch_uid="tracking.people.accounts.deleted")
    for field in (user.groups, user.user_permissions):
        m2m_changed.connect(
            _rights_changed, sender=field.through, dispatch_uid=f"tracking.people.accounts.{field.field.name}"
        )


def acting_account():
    """The account on whose request something happens; None for a command."""
    request = getattr(HistoricalRecords.context, "request", None)
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


# The account itself ----------------------------------------------------------------------------
def _remember(sender, instance, raw, update_fields=None, **kwargs) -> None:
    """Keep an account's stored state before it is saved, where a field that is recorded may change."""
    instance._stood = None
    if instance.pk and not raw and (update_fields is None or set(update_fields) & set(WATCHED)):
        instance._stood = sender.objects.filter(pk=instance.pk).values(*WATCHED).first()


def _saved(sender, instance, created, raw, update_fields=None, **kwargs) -> None:
    stood = instance.__dict__.pop("_stood", None)
    if raw or (stood is None and not created):
        return
    # On a login Django may only digest the same password anew: nobody has set one.
    digested_anew = update_fields is not None and set(update_fields) == {"password"} and instance._password is None
    password_set = instance.has_usable_password() and (
        created or (stood["password"] != instance.password and not digested_anew)
    )
    said = [_("开通账号")] if created else _differences(instance, stood)
    said += [_("设置密码")] if password_set else []
    if not said:
        return
    with transaction.atomic():
        _note(instance, said, password=password_set)
        if password_set and not created:
            _password_was_set(instance)


def _differences(user, stood: dict) -> list[str]:
    """What changed, in words; of a mail address only that it changed."""
    said = []
    if stood["username"] != user.get_username():
        said.append(_("登录名由%(old)s改为%(new)s") % {"old": stood["username"], "new": user.get_username()})
    if stood["email"] != user.email:
        said.append(_("更改邮箱"))
    for name, label in FLAGS.items():
        if stood[name] != getattr(user, name):
            said.append(f"{label}：{_('是') if getattr(user, name) else _('否')}")
    return said


def _deleted(sender, instance, **kwargs) -> None:
    with transaction.atomic():
        _note(instance, [_("删除账号")])


def _note(user, said: list[str], versions=(), **data) -> None:
    """Add the event of a change: which account, what changed, on whose request."""
    flags = {name: getattr(user, name) for name in FLAGS}
    append(
        what=kinds.ACCOUNT,
        account=acting_account(),
        summary=_("账号%(name)s：%(what)s") % {"name": user.get_username(), "what": "；".join(said)},
        data={"user": user.pk, "username": user.get_username(), **flags, **data},
        versions=versions,
    )


# Passwords -------------------------------------------------------------------------------------
def _password_was_set(user) -> None:
    """Follow a new password: set by the holder, nothing is left to do; set by another, it must be changed and powers wait again."""
    person = locked(Person.objects.filter(user=user)).first()
    if person is None:
        return
    by = acting_account()
    own = by is not None and by.pk == user.pk
    must_change = not own and not person.is_example
    with collecting() as written:
        if person.must_change_password != must_change:
            person.must_change_password = must_change
            keep(person, user=by, reason=_("修改密码") if own else _("密码由他人设置"))
        held = [] if own else powers.hold(person, by=by)
    if written:
        said = [_("本人已修改密码") if own else _("须在首次登录时修改密码")]
        said += [_("待重新确认：%(roles)s") % {"roles": "、".join(str(one) for one in held)}] if held else []
        _note(user, said, written)
    if not own:
        tell_of_password(person)


def tell_of_password(person: Person) -> None:
    """Tell the holder and all administrators that somebody else set the password of an account."""
    subject = f"password:{person.pk}:{person.version}"
    mine = _("您账号的密码由他人设置，首次登录时须修改；不是您要求的，请立即告知其他系统管理员。")
    theirs = _("有一个账号的密码由他人重新设置，请核对是否属实。")
    administrators = powers.confirmers(Role.ADMIN).exclude(pk=person.pk).values_list("pk", flat=True)
    where = reverse("people_modeladmin_edit", args=[person.pk])
    told = telling.tell_people([person.pk], NoticeKind.ACCOUNT, mine, subject=subject)
    told += telling.tell_people(administrators, NoticeKind.ACCOUNT, theirs, subject=subject, url=where)
    if told:
        sending.send_soon()


# Groups and permissions ------------------------------------------------------------------------
def _rights_changed(sender, instance, action, reverse, model, pk_set, **kwargs) -> None:
    """A group or permission was given to accounts or taken from them, from either side."""
    words = {"post_add": _("加入"), "post_remove": _("移出"), "pre_clear": _("清空")}.get(action)
    if words is None or (action != "pre_clear" and not pk_set):
        return
    if action == "pre_clear":
        field = "groups" if sender is get_user_model().groups.through else "user_permissions"
        found = instance.user_set.all() if reverse else getattr(instance, field).all()
    else:
        found = model.objects.filter(pk__in=pk_set)
    users, rights = (found, [instance]) if reverse else ([instance], found)
    kind = _("权限") if Permission in (model, type(instance)) else _("用户组")
    names = "、".join(sorted(one.name if isinstance(one, Group) else str(one) for one in rights))
    with transaction.atomic():
        for user in users:
            _note(user, [f"{words}{kind}{names}"], rights=names)
