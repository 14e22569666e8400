"""The proposer's one-time page (征询意见): reached by a link alone, without an account."""
