"""What changed between versions, and the chain of events with its check (核验)."""

from tracking.versions.chain import Draft, append, append_all, chained, chaining, collecting, keep
from tracking.versions.checking import Problem, Verification, check_events, verify
from tracking.versions.digests import START, Written, canonical, digest_of_versions, sha256, tracked_models
from tracking.versions.wording import Change, Names, changes, name_of, worded

__all__ = [
    "START", "Change", "Draft", "Names", "Problem", "Verification", "Written", "append", "append_all", "canonical",
    "chained", "chaining", "changes", "check_events", "collecting", "digest_of_versions", "keep", "name_of", "sha256",
    "tracked_models", "verify", "worded",
]  # fmt: skip
