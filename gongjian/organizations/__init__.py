"""The trees, places, joint bodies, affiliations and appointments.

Nouns: `Organization` (a node of one tree), `Place` (a 小区 or a room), `JointBody`, `Affiliation` (what a person
belongs to: gives visibility and denominators), `Appointment` (a post: the only source of powers), `Standing`.
"""
