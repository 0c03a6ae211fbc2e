CREATE TABLE IF NOT EXISTS lean_shift (id bigint PRIMARY KEY, capacity int NOT NULL, taken int NOT NULL DEFAULT 0
  CHECK (taken <= capacity));
CREATE TABLE IF NOT EXISTS lean_seat (shift_id bigint NOT NULL, person_id bigint NOT NULL, checked_in_at timestamptz,
  PRIMARY KEY (shift_id, person_id));
