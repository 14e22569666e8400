"""The office's own pages for publishing (信息公开): drafting, the queue of each reviewer, and the review page."""
