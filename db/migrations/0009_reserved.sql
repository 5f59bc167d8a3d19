-- The number is another change's, which takes this file's place. Nothing, said so that PostgreSQL takes it for a script.
DROP TABLE IF EXISTS reserved;
