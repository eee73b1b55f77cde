"""The rulebook: what each rule found and what became of it, and the rules that staff add."""
