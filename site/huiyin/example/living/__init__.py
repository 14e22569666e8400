"""The living demonstration (示例届次): a generated session at every stage of the loop, on dates that follow today's."""
