"""The three levels of review (三级审签): Wagtail's workflow as the surface, SignOff rows as the evidence."""

from publishing.review.acts import Refused
from publishing.review.check_values import check_value
from publishing.review.checking import Checked, check_page, checked_of
from publishing.review.gate import signed_revision, signed_revisions
from publishing.review.levels import Needed, authors, needed_levels, why_not_sign
from publishing.review.pinning import FigureDifference, differences, pin
from publishing.review.publication import publish_signed_revision, take_down, why_not_take_down
from publishing.review.screening.justifying import justify, why_not_justify
from publishing.review.screening.looking import Looked, look_through, looked_at
from publishing.review.screening.masking import mask, why_not_mask
from publishing.review.screening.standing import justifications_of, standing, why_held_back
from publishing.review.sets import sign_set, submit_planned, submit_set, why_not_sign_set
from publishing.review.signing import reject, sign
from publishing.review.statement import content_sha256, is_intact
from publishing.review.submitting import submit, why_not_submit, why_not_withdraw, withdraw
from publishing.review.surface import install_workflow
from publishing.review.waiving import answer_definition, waive, why_not_answer_definition, why_not_waive
