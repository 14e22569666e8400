"""What is public of a session as tables (数据开放): items, replies, figures, units and topics, for whoever counts anew."""
