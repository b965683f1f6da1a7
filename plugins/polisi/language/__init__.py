"""What is true of a language, whatever is written in it: its words, their forms, its numbers."""
