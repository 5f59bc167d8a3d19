-- Roles, scope by units of the organisation, and what keys are good for. See docs/adr/0020.

-- module: identity
CREATE TABLE identity_roles (               -- those made here: the built-in ones are in the program
  role        TEXT   PRIMARY KEY,           -- its code
  name_zh     TEXT   NOT NULL,
  name_en     TEXT   NOT NULL,
  description TEXT   NOT NULL,
  state       TEXT   NOT NULL CHECK (state IN ('active', 'retired')),
  version     BIGINT NOT NULL,
  created_at  BIGINT NOT NULL,
  created_by  BIGINT NOT NULL,
  changed_at  BIGINT NOT NULL
) /*table*/;

-- module: identity
CREATE TABLE identity_role_permissions (
  role        TEXT   NOT NULL,
  permission  TEXT   NOT NULL,
  PRIMARY KEY (role, permission)
) /*clustered*/;

-- module: identity
CREATE TABLE identity_held_roles (          -- built-in ones as well
  actor_id    BIGINT NOT NULL,
  role        TEXT   NOT NULL,
  granted_at  BIGINT NOT NULL,
  granted_by  BIGINT NOT NULL,
  PRIMARY KEY (actor_id, role)
) /*clustered*/;
CREATE INDEX identity_held_roles_by_role ON identity_held_roles (role, actor_id);

-- module: identity
CREATE TABLE identity_units (               -- whose stores an actor may act for, beside those of identity_stores
  actor_id    BIGINT NOT NULL,
  unit_id     BIGINT NOT NULL,
  PRIMARY KEY (actor_id, unit_id)
) /*clustered*/;

ALTER TABLE identity_actors ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE identity_credentials ADD COLUMN permissions TEXT;  -- tokens: only these of their owner's, with blanks between; NULL: all
ALTER TABLE identity_credentials ADD COLUMN used_at BIGINT;    -- to some minutes
ALTER TABLE identity_changes ADD COLUMN role TEXT;             -- what was changed is a role; the subject is 0
ALTER TABLE identity_changes ADD COLUMN reason TEXT;
CREATE INDEX identity_changes_by_role ON identity_changes (role, change_id);
