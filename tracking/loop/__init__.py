"""The closed loop (闭环): its steps, declared in `acts`, and the engine that takes them and alone writes stages."""

from tracking.loop import acts
from tracking.loop.engine.asking import Opening, openings, what_first, why_not_now
from tracking.loop.engine.declaring import STEPS, Refused, Stale, Step, WrongDay, codes, find_steps
from tracking.loop.engine.taking import Move, take

find_steps(acts)
