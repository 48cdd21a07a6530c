DROP TABLE IF EXISTS users;
DROP TABLE IF EXISTS items;
CREATE TABLE items (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(100), price DECIMAL(10,2));
CREATE TABLE users (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(100), password VARCHAR(100));
INSERT INTO items (name, price) VALUES ('tea', 3.50), ('O''Brien cake', 7.25), ('50% off mug', 9.99), ('back\\slash', 1.00);
INSERT INTO users (name, password) VALUES ('root', 'TOPSECRET');
