"""The kinds of events that pages, their papers and the settings bring (事项), as `tracking.versions.kinds` registers them."""

from django.utils.translation import gettext_lazy as _

from tracking.versions.kinds import Readers, register

OFFICE = Readers.OFFICE

# fmt: off
# What happens to a page. Where the page is the reply to an item, the event stands in that item's file.
SUBMITTED = register("page_submitted", _("送审"), "A page was handed in for signature; its text and figures are fixed.")
SIGNED = register("page_signed", _("审签同意"), "One level signed the page.")
REJECTED = register("page_rejected", _("审签退回修改"), "One level sent the page back to its editor, with a reason.")
WITHDRAWN = register("page_withdrawn", _("撤回送审"), "The editor took the page back before it was signed.")
PLANNED = register("release_planned", _("发布安排"), "Pages were handed in as a set, or with the moment at which they are to be public.", OFFICE)
RELEASED = register("release_published", _("按安排发布"), "All pages of a set, or those planned for a moment, were made public together.", OFFICE)
PUBLISHED = register("page_published", _("签发公开"), "The last signature made this very text public.")
TAKEN_DOWN = register("page_taken_down", _("撤稿"), "A public page was taken off the portal, with a reason.")
COPY_CLEARED = register("copy_cleared", _("撤稿副本处理"), "A copy elsewhere of a page that was taken down was dealt with.")
ORDER_FOLLOWED = register("take_down_paper", _("补办撤稿手续"), "The written order arrived for a take-down that was ordered by call.")
PUBLISHED_ABOVE = register("page_published_above", _("上级平台发布"), "The signed text was published on the platform above, under this address.")
MOVED = register("page_moved", _("移动页面"), "A public page got another address.", OFFICE)
WAIVED = register("finding_waived", _("数据核对放行"), "A contradiction found by the evidence check was let stand, with a reason.")
JUSTIFIED = register("finding_justified", _("内容筛查说明"), "A second person answered for something that the screening held back, with a reason.")
DEFINITION_CONFIRMED = register("definition_confirmed", _("口径确认"), "A figure's definition was confirmed for a session.", OFFICE)
DEFINITION_TAKEN_BACK = register("definition_taken_back", _("撤销口径确认"), "That confirmation was taken back.", OFFICE)
# Signatures on paper.
PAPER_RECORDED = register("paper_recorded", _("登记审核表"), "A form signed on paper was recorded with its scan.", OFFICE)
PAPER_PAGE = register("paper_page", _("审核表所列页面"), "A page listed on that form, with the check value typed from it.")
PAPER_SIGNATURE = register("paper_signature", _("登记纸质签名"), "A signature on that form.", OFFICE)
PAPER_VOUCHED = register("paper_vouched", _("确认纸质签名"), "The signer confirmed that signature, or somebody else compared it with the scan (复核).", OFFICE)
PAPER_DENIED = register("paper_denied", _("确认纸质签名"), "The signer, or who compared it with the scan, denied that signature.", OFFICE)
# Settings of the portal and of the office.
SETTINGS_PROPOSED = register("settings_proposed", _("提出设置变更"), "A change of settings was proposed, with old and new values.", OFFICE)
SETTINGS_CHANGED = register("settings_changed", _("设置变更"), "A change of settings took effect.", OFFICE)
SETTINGS_REFUSED = register("settings_refused", _("不同意设置变更"), "The final reviewer (三审) refused a change of settings.", OFFICE)
