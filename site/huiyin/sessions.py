"""Sessions (登录状态) where there is Redis: read from it, kept in the database, so that a Redis that is down logs nobody out."""

import logging

from django.contrib.sessions.backends import cached_db, db
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class SessionStore(cached_db.SessionStore):
    """Django's sessions in cache and database, which go on in the database alone while the cache is away."""

    def load(self):
        """What the session holds."""
        try:
            return super().load()
        except RedisError as problem:
            logger.warning("sessions are read from the database: %s", problem)
            return db.SessionStore.load(self)

    def exists(self, session_key):
        """Whether there is such a session."""
        try:
            return super().exists(session_key)
        except RedisError:
            return db.SessionStore.exists(self, session_key)

    def delete(self, session_key=None):
        """Take it away, from the database first; the cache's copy is gone or runs out."""
        try:
            super().delete(session_key)
        except RedisError as problem:
            logger.warning("a session was taken from the database alone: %s", problem)
