"""More than one machine, tried with real ones: two servers, a primary and a replica, each on ports of its own."""
