"""One item of which the proposer is being asked, and one that waits for the leader's signature. Run as a module."""

import django


def main() -> None:
    """Make the office and the items, and print the token of the proposer's one-time link."""
    django.setup()
    from tests.tracking.factories import make_office
    from tracking.loop import take
    from tracking.models import new_token
    from tracking.stages import Stage

    office = make_office()
    part = office.make_record(Stage.ASKED).assignments.get()
    office.make_record(Stage.REVIEWED, title="关于另一项示例工作的建议")
    token = new_token()
    take("issue_link", part, account=office.clerk, signature=part.record.signatures.get(), token=token)
    print(token)  # noqa: T201 (the test reads it)


if __name__ == "__main__":
    main()
