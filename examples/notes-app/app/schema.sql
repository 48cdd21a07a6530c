DROP TABLE IF EXISTS activity, notes, users;

CREATE TABLE users (
  id SERIAL PRIMARY KEY,
  email TEXT UNIQUE NOT NULL,
  password TEXT NOT NULL,
  display_name TEXT NOT NULL,
  role TEXT NOT NULL DEFAULT 'member',
  api_key TEXT NOT NULL
);

CREATE TABLE notes (
  id SERIAL PRIMARY KEY,
  owner_id INTEGER NOT NULL REFERENCES users(id),
  title TEXT NOT NULL,
  body TEXT NOT NULL DEFAULT '',
  tag TEXT NOT NULL DEFAULT 'general',
  pinned BOOLEAN NOT NULL DEFAULT false,
  created_at TIMESTAMP NOT NULL DEFAULT now()
);

CREATE TABLE activity (
  id SERIAL PRIMARY KEY,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  note_count INTEGER NOT NULL
);

INSERT INTO users (email, password, display_name, role, api_key) VALUES
  ('alice@example.test', 'correct horse', 'Alice', 'admin', 'key-alice-7f3a91'),
  ('bob@example.test', 'battery staple', 'Bob O''Hara', 'member', 'key-bob-c04d22');

INSERT INTO notes (owner_id, title, body, tag, pinned, created_at) VALUES
  (1, 'Salary review', 'Raise for Bob in May', 'private', true, '2026-01-05'),
  (1, 'Launch plan', '100% ready on Friday', 'work', false, '2026-01-06'),
  (2, 'Shopping', 'Milk, bread, O''Neill''s jam', 'home', false, '2026-01-07'),
  (2, 'Books', 'The Sea, the Sea', 'home', true, '2026-01-08'),
  (2, 'Standup', 'Say that the build is green', 'work', false, '2026-01-09');
