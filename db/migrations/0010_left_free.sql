-- A number that is kept free for work under way elsewhere; its migration takes this file's place.
UPDATE members SET version = version WHERE owner_id = 0;
