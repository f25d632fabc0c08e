"""Units, users, appointments, sign-in."""
