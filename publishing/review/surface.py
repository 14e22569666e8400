"""Wagtail's workflow as the surface of review (流程界面): it shows where a page stands and locks it; it decides nothing.

It follows the rows of `publishing.models.signoff`. Where somebody moves the workflow on Wagtail's own pages, those rows
decide: a workflow cancelled is a submission withdrawn, and one finished without signatures publishes nothing.
"""

from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, Workflow, WorkflowState, WorkflowTask

from publishing.models import Level, SignOffTask
from tracking.models.accounts import Account

NAME = _("三级审签")


def install_workflow() -> Workflow:
    """Build the workflow and its tasks, or mend them; calling it again changes nothing."""
    workflow, _created = Workflow.objects.update_or_create(name=NAME, defaults={"active": True})
    for order, level in enumerate(Level):
        task = SignOffTask.objects.filter(level=level).first() or SignOffTask(level=level)
        if task.name != level.label or not task.active:
            task.name, task.active = str(level.label), True
            task.save()
        WorkflowTask.objects.update_or_create(workflow=workflow, task=task, defaults={"sort_order": order})
    return workflow


def begin(page: Page, user: Account) -> None:
    """Start the workflow for the submission that was just made."""
    install_workflow().start(page, user)


def waits_at(page: Page, level: Level) -> TaskState | None:
    """The task that waits for this level's signature; None when the workflow stands elsewhere."""
    state = _state(page)
    task_state = state.current_task_state if state is not None else None
    if task_state is None or task_state.status != TaskState.STATUS_IN_PROGRESS:
        return None
    task = task_state.task.specific
    return task_state if isinstance(task, SignOffTask) and task.level == level else None


def end(page: Page, user: Account | None) -> None:
    """Cancel what is left of the workflow: after a withdrawal, or before the page is handed in again."""
    state = _state(page)
    if state is not None:
        state.cancel(user=user)


def _state(page: Page) -> WorkflowState | None:
    return WorkflowState.objects.active().for_instance(page).first()
