DROP TABLE IF EXISTS secrets, people;
CREATE TABLE people (id SERIAL PRIMARY KEY, name TEXT NOT NULL, city TEXT, age INT, active BOOLEAN DEFAULT true, joined TIMESTAMP DEFAULT '2026-05-01', data JSONB DEFAULT '{"a": "x", "b": 2}');
CREATE TABLE secrets (id SERIAL PRIMARY KEY, value TEXT);
INSERT INTO people (name, city, age, active, joined) VALUES
  ('Ann', 'Rome', 31, true, '2026-01-01'), ('Bob', 'Oslo', 45, false, '2026-05-20'), ('Cy O''Neill', 'Rome', 52, true, '2026-05-30'),
  ('Dee 100%', 'Côte d''Or', 23, true, '2026-05-31 10:00'), ('Eve\x', 'Oslo', 37, false, '2026-05-31');
INSERT INTO secrets (value) VALUES ('TOPSECRET');
