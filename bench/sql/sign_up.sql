\set person random(1, 2000000000)
WITH seat AS (UPDATE lean_shift SET taken = taken + 1 WHERE id = 900000 AND taken < capacity RETURNING id)
INSERT INTO lean_seat (shift_id, person_id) SELECT id, :person FROM seat ON CONFLICT DO NOTHING;
