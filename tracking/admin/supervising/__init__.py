"""What the supervisors work with in the admin (督查督办): what is due and late, reminders, circulars and reports."""
