"""社工学堂: social-work training and completion tracking for township and village cadres."""
