"""The office's lists (名录) in the admin, from sessions (届次) to the chain of events (办理记录)."""

from tracking.admin.lists.groups import ListsGroup, SupervisionGroup
