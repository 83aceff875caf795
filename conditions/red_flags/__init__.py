"""Red flags: signs that must not wait, alone or together, how patients say them, and what to do now."""
