"""The engine of the loop: how a step is declared, whether it may be taken now, and how it is taken."""
