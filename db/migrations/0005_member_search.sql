-- What a member's name is found by: characters, pinyin, initials. The terms are made by the program (modules/members/
-- search.h); a job makes those of members who joined before.

-- module: members
CREATE TABLE member_search (
  programme_id BIGINT NOT NULL,
  term         TEXT   NOT NULL,             -- '张小明', '小明', 'zhangxiaoming', 'xiaoming', 'zxm'
  owner_id     BIGINT NOT NULL,
  PRIMARY KEY (programme_id, term, owner_id)
) /*clustered*/;

ALTER TABLE members ADD COLUMN search_version BIGINT NOT NULL DEFAULT 0;  -- by which rules its terms were made; 0: none
CREATE INDEX members_without_terms ON members (owner_id) WHERE search_version = 0;
