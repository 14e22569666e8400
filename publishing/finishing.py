"""What Wagtail runs when a workflow is finished; apart from review.py because Wagtail imports it before any model."""


def publish_signed_revision(workflow_state, user=None):
    """Publish exactly the revision that carries all sign-offs, and nothing else (WAGTAIL_FINISH_WORKFLOW_ACTION)."""
    from publishing import review

    review.publish_signed_revision(workflow_state, user=user)
