\set person random(1, 100000)
UPDATE lean_seat SET checked_in_at = now() WHERE shift_id = 900001 AND person_id = :person AND checked_in_at IS NULL;
