"""Forms of consent and of what is laid down."""
