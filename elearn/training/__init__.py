"""Training classes, rosters and the decision of completion."""
