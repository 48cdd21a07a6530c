DROP TABLE IF EXISTS notes;
DROP TABLE IF EXISTS secrets;
CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT, tag TEXT);
CREATE TABLE secrets (value TEXT);
INSERT INTO notes (title, tag) VALUES ('milk', 'home'), ('O''Neill', 'work'), ('100% done', 'work'), ('x', 'home');
INSERT INTO secrets VALUES ('TOPSECRET');
