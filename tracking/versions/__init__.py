"""What changed between versions, and the chain of events with its check (核验)."""

from tracking.versions.chain import EventDraft, append, append_all, chained, chaining, collecting, keep
from tracking.versions.checking import Problem, Verification, also_check, check_events, verify
from tracking.versions.digest_forms import DigestForm, current_form, known_forms
from tracking.versions.digests import START, Written, canonical, sha256, tracked_models
from tracking.versions.in_words import FieldChange, RowNames, changes, name_of, worded
from tracking.versions.past import as_of_first
