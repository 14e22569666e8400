"""Wagtail's own tasks (检索、引用索引、删除文件) by way of the outbox: none is lost, and one that fails is tried again."""

import hashlib
import json

from django.core.exceptions import ObjectDoesNotExist
from django.utils.module_loading import import_string
from django_tasks import TaskResult, TaskResultStatus
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.utils import get_random_id, normalize_json

from tracking import outbox

KIND = "huiyin.task"
"The kind of the jobs that are Wagtail's tasks."


class OutboxBackend(BaseTaskBackend):
    """Writes a task down as a job of the outbox, in the transaction that asks for it."""

    supports_priority = True

    def enqueue(self, task, args, kwargs) -> TaskResult:
        """Put the task down; the same one asked for several times is done once."""
        self.validate_task(task)
        payload = normalize_json({"task": task.module_path, "args": list(args), "kwargs": dict(kwargs)})
        key = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
        outbox.put(KIND, key, payload)
        return TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )


@outbox.handles(KIND)
def do_task(key: str, payloads: list[dict]) -> None:
    """Do a task of Wagtail's; what it was about may be gone by now, and then nothing is to be done."""
    asked = payloads[-1]
    try:
        import_string(asked["task"]).call(*asked["args"], **asked["kwargs"])
    except ObjectDoesNotExist:
        pass
