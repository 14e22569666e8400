"""Settings of an installation that a browser walks: the project's own, but that a password is checked in no time.

Where the test says so by how many seconds, the installation's clock stands apart from the machine's: its days are then
always the same ones.
"""

import os
import time

import time_machine

from huiyin.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if apart := os.environ.get("HUIYIN_TEST_CLOCK"):
    time_machine.travel(time.time() + float(apart), tick=True).start()
