-- Schema version 1. Revisions are counted by the program; values are JSON text, or opaque blobs.

create table head (
    id integer primary key check (id = 1),
    cell integer not null,
    epoch integer not null,
    revision integer not null,         -- of the newest transaction
    oldest integer not null,           -- the oldest revision still in `change`
    is_backup integer not null         -- 1 in a copy that was never opened as a store
);
insert into head values (1, 0, abs(random() % 4294967295), 0, 1, 0);

-- With rowids, on purpose: without them the values would stand in the tree of keys, and a search
-- would read every long value that it passes. Measured: reads three times slower.
create table kv (
    key blob not null unique,
    value not null,
    created integer not null,
    modified integer not null
);

-- The change feed: one row for each key a transaction wrote; a null value is a deletion.
create table change (
    revision integer not null,
    key blob not null,
    value,
    unique (revision, key)
);

-- Operation ids of recent transactions, so that a retry commits nothing twice.
create table operation (
    id blob primary key,
    revision integer not null,
    committed integer not null         -- seconds since 1970
) without rowid;
create index operation_committed on operation (committed);

-- For people with sqlite3. No view shows secrets.
create view v_account as
select json_extract(value, '$.id') as id, json_extract(value, '$.alias') as alias,
       datetime(json_extract(value, '$.created'), 'unixepoch') as created,
       json_extract(value, '$.label') as label
from kv where cast(key as text) glob 'a/*/account';

create view v_user as
select substr(cast(key as text), 3, 12) as account, json_extract(value, '$.id') as id,
       json_extract(value, '$.name') as name, json_extract(value, '$.path') as path,
       datetime(json_extract(value, '$.created'), 'unixepoch') as created,
       json_extract(value, '$.lineage.permissions_boundary.policy') as permissions_boundary,
       json_extract(value, '$.lineage.transitive_boundary.policy') as transitive_boundary,
       json_extract(value, '$.lineage.inherited') as inherited, value as record
from kv where cast(key as text) glob 'a/*/e/AIDA*';

create view v_role as
select substr(cast(key as text), 3, 12) as account, json_extract(value, '$.id') as id,
       json_extract(value, '$.name') as name, json_extract(value, '$.path') as path,
       datetime(json_extract(value, '$.created'), 'unixepoch') as created,
       json_extract(value, '$.lineage.permissions_boundary.policy') as permissions_boundary,
       json_extract(value, '$.lineage.transitive_boundary.policy') as transitive_boundary,
       json_extract(value, '$.lineage.inherited') as inherited,
       json_extract(value, '$.trust_policy') as trust_policy, value as record
from kv where cast(key as text) glob 'a/*/e/AROA*';

create view v_policy as
select substr(cast(key as text), 3, 12) as account, json_extract(value, '$.id') as id,
       json_extract(value, '$.name') as name, json_extract(value, '$.path') as path,
       'v' || json_extract(value, '$.default_version') as default_version,
       datetime(json_extract(value, '$.created'), 'unixepoch') as created,
       json_extract(value, '$.lineage.inherited') as inherited, value as record
from kv where cast(key as text) glob 'a/*/e/ANPA*';

create view v_policy_version as
select substr(cast(key as text), 3, 12) as account, json_extract(value, '$.policy') as policy,
       'v' || json_extract(value, '$.number') as version,
       datetime(json_extract(value, '$.created'), 'unixepoch') as created,
       json_extract(value, '$.document') as document
from kv where cast(key as text) glob 'a/*/p/*/v/*';

create view v_attachment as
select substr(cast(key as text), 3, 12) as account,
       json_extract(value, '$.principal') as principal, json_extract(value, '$.policy') as policy,
       datetime(json_extract(value, '$.attached'), 'unixepoch') as attached
from kv where cast(key as text) glob 'a/*/at/*';

create view v_access_key as
select substr(cast(key as text), 3, 12) as account, json_extract(value, '$.id') as id,
       json_extract(value, '$.owner') as owner, json_extract(value, '$.status') as status,
       datetime(json_extract(value, '$.created'), 'unixepoch') as created
from kv where cast(key as text) glob 'a/*/k/*';

pragma application_id = 1164866657;    -- "Enta" in ASCII
pragma user_version = 1;
