"""The list of units (承办单位), with the other names by which workbooks call them."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.admin.lists.kept import KeptAdmin, column, papers_link
from tracking.admin.lists.kept_form import KeptForm
from tracking.loop.engine.fields import NameField
from tracking.models import Unit, UnitAlias
from tracking.versions import keep
from tracking.wording import folded, personal_numbers
from tracking.wording.local import local


class UnitForm(KeptForm):
    """The form of a unit, with its other names."""

    aliases = forms.CharField(
        label=gettext_lazy("简称"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("每行一个；导入台账时按名称和简称识别单位。"),
    )

    class Meta:
        model = Unit
        fields = ["name", "kind", "head", "district_leader", "office_line", "uses_sheets", "is_active"]
        field_classes = {"head": NameField, "district_leader": NameField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_new:
            self.fields["aliases"].initial = "\n".join(alias.name for alias in self.instance.aliases.all())

    def clean_aliases(self) -> list[str]:
        """Refuse names that another unit has."""
        names = list(dict.fromkeys(line.strip() for line in self.cleaned_data["aliases"].splitlines() if line.strip()))
        self._refuse_taken(names)
        return names

    def clean_name(self) -> str:
        """Refuse a name that another unit has, however it is spelt: 区教育局（示例） and 区教育局(示例) are one."""
        name = self.cleaned_data["name"]
        if not Unit.objects.filter(name=name).exclude(pk=self.instance.pk).exists():
            self._refuse_taken([name])
        return name

    def clean_office_line(self) -> str:
        """Refuse a mobile number: it is a person's, whoever answers it, and what stands here passes the screening."""
        line = self.cleaned_data["office_line"].strip()
        if personal_numbers(line):
            raise ValidationError(_("这里只填单位的固定电话或公务邮箱，不填手机号码：公开内容里不应出现个人手机。"))
        return line

    def _refuse_taken(self, names: list[str]) -> None:
        others = Unit.objects.exclude(pk=self.instance.pk).by_any_name()
        known = {folded(name): unit for name, unit in others.items()}
        for name in names:
            if taken := known.get(folded(name)):
                raise ValidationError(_("“%(name)s”已是%(unit)s的名称。") % {"name": name, "unit": taken})

    def save_parts(self, instance) -> None:
        """Add and remove other names; those that stay keep their versions."""
        wanted = self.cleaned_data["aliases"]
        for alias in instance.aliases.exclude(name__in=wanted):
            alias.delete()
        known = set(instance.aliases.values_list("name", flat=True))
        for name in wanted:
            if name not in known:
                keep(UnitAlias(unit=instance, name=name), user=self.account, reason=_("简称"))


class UnitAdmin(KeptAdmin):
    """The list of units (承办单位)."""

    model = Unit
    base_url_path = "units"
    menu_icon = "group"
    form_class = UnitForm
    list_display = ("name", "kind", "short_names", "head", "district_leader", "is_active")
    search_fields = ("name", "aliases__name")
    list_filter = ("kind", "is_active")
    intro = local("导入台账时按名称和简称识别单位；{upper_level}单位没有账号，由{section}代为登记来函。")
    empty_text = gettext_lazy("还没有承办单位。请先登记单位和简称。")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("aliases")

    @column(gettext_lazy("简称"))
    def short_names(self, unit):
        """The column of its other names."""
        return "、".join(alias.name for alias in unit.aliases.all()) or "—"

    def links_for(self, user):
        return papers_link(user)
