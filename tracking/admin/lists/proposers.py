"""The list of proposers (提出人): deputies, members and bodies that put items forward."""

from django.utils.translation import gettext_lazy

from tracking.admin.lists.kept import KeptAdmin
from tracking.admin.lists.kept_form import KeptForm
from tracking.loop.engine.fields import NameField
from tracking.models import Proposer


class ProposerForm(KeptForm):
    """The form of a proposer."""

    class Meta:
        model = Proposer
        fields = ["kind", "name", "delegation", "post", "phone"]
        field_classes = {"name": NameField}


class ProposerAdmin(KeptAdmin):
    """The list of proposers (提出人)."""

    model = Proposer
    base_url_path = "proposers"
    menu_icon = "user"
    form_class = ProposerForm
    list_display = ("name", "kind", "delegation", "post")
    search_fields = ("name", "delegation")
    list_filter = ("kind",)
    intro = gettext_lazy("联系电话只供办理时联系，不公开。")
    empty_text = gettext_lazy("还没有提出人；导入交办清单或收文登记时会自动登记。")
