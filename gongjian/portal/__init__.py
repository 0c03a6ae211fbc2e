"""What people see first: the public home page, my desk per role, navigation, personas and the demo world.

No tables of its own. Nouns: `Persona` (a demo account, never valid elsewhere), desk, `World` (the demo).
"""
