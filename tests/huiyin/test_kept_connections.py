"""However many threads of a process ask the database, few connections stay open between requests."""

import threading

import pytest
from django.core.signals import request_finished
from django.db import connections

from huiyin import kept_connections
from huiyin.kept_connections import KEPT, keep_few


@pytest.mark.django_db(transaction=True)
def test_few_connections_stay_open_and_an_ended_thread_makes_room_for_another():
    keep_few()
    leave, asked, kept = threading.Event(), threading.Barrier(KEPT + 6), []

    def ask() -> None:
        connections["default"].ensure_connection()
        asked.wait(20)
        request_finished.send(sender=None)
        kept.append(getattr(kept_connections._here, "keeper", None) is not None)
        leave.wait(20)
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(KEPT + 5)]
    try:
        for thread in threads:
            thread.start()
        asked.wait(20)
        while len(kept) < len(threads):
            threading.Event().wait(0.01)
        assert kept.count(True) == KEPT
        leave.set()
        for thread in threads:
            thread.join(20)
        assert len(kept_connections._keepers) == 0
    finally:
        leave.set()
        request_finished.disconnect(dispatch_uid="huiyin.kept_connections")
