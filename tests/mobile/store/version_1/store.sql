BEGIN TRANSACTION;
CREATE TABLE building (
        id text primary key, name text not null, number text not null, address text not null, use text not null,
        floors integer not null, lon real not null, lat real not null, number_key text not null
    );
INSERT INTO "building" VALUES('01a203d1-adf4-7f0c-9389-1e14fd9dc0e4','3号楼','3','示例路1号','residential',6,116.32,40.0,'3');
CREATE TABLE building_key (
        key text not null, building_id text not null, primary key (key, building_id)
    ) without rowid;
INSERT INTO "building_key" VALUES('1号','01a203d1-adf4-7f0c-9389-1e14fd9dc0e4');
INSERT INTO "building_key" VALUES('3','01a203d1-adf4-7f0c-9389-1e14fd9dc0e4');
INSERT INTO "building_key" VALUES('3号楼','01a203d1-adf4-7f0c-9389-1e14fd9dc0e4');
INSERT INTO "building_key" VALUES('例路1号','01a203d1-adf4-7f0c-9389-1e14fd9dc0e4');
INSERT INTO "building_key" VALUES('号','01a203d1-adf4-7f0c-9389-1e14fd9dc0e4');
INSERT INTO "building_key" VALUES('号楼','01a203d1-adf4-7f0c-9389-1e14fd9dc0e4');
INSERT INTO "building_key" VALUES('楼','01a203d1-adf4-7f0c-9389-1e14fd9dc0e4');
INSERT INTO "building_key" VALUES('示例路1号','01a203d1-adf4-7f0c-9389-1e14fd9dc0e4');
INSERT INTO "building_key" VALUES('路1号','01a203d1-adf4-7f0c-9389-1e14fd9dc0e4');
CREATE TABLE category (
        code text primary key, domain text not null, name text not null, name_en text not null
    );
INSERT INTO "category" VALUES('rubbish','environment','垃圾清运','Rubbish');
CREATE TABLE door (
        id text primary key, building_id text not null, unit integer not null, floor integer not null,
        room text not null
    );
INSERT INTO "door" VALUES('01a203d1-adf4-7f0c-9389-1e1373637421','01a203d1-adf4-7f0c-9389-1e14fd9dc0e4',1,1,'101');
INSERT INTO "door" VALUES('01a203d1-adf4-7f0c-9389-1e144f586106','01a203d1-adf4-7f0c-9389-1e14fd9dc0e4',2,1,'102');
INSERT INTO "door" VALUES('01a203d1-adf4-7f0c-9389-1e148b8ba453','01a203d1-adf4-7f0c-9389-1e14fd9dc0e4',1,2,'201');
INSERT INTO "door" VALUES('01a203d1-adf4-7f0c-9389-1e14ca0ce307','01a203d1-adf4-7f0c-9389-1e14fd9dc0e4',2,2,'202');
CREATE TABLE grid (
        id text primary key, code text not null, name text not null, parent_name text not null,
        cursor text, snapshot_cursor text, after text, round integer not null default 0,
        total integer not null default 0, checked_at text
    );
INSERT INTO "grid" VALUES('0192f4c2-0000-7000-8000-000000000001','S0','网格0','小区','10.0',NULL,NULL,1,3,NULL);
CREATE TABLE household (
        id text primary key, dwelling_id text not null, building_id text not null, name text not null,
        phone text not null, status text not null, registered_on text not null, version integer not null,
        interval_days integer, due_on text, last_contact_at text, last_visit_at text, last_outcome text not null,
        has_care integer not null, residents text not null, visits text not null,
        now_due_on text, now_contact_at text, now_visit_at text, now_outcome text not null default ''
    );
INSERT INTO "household" VALUES('01a203d1-adf4-7f0c-9389-1e15c6423162','01a203d1-adf4-7f0c-9389-1e1373637421','01a203d1-adf4-7f0c-9389-1e14fd9dc0e4','王小明','13800001234','lived_in','2024-01-01',1,30,'2026-12-12','2026-11-12T04:00:00.000000Z','2026-11-12T04:00:00.000000Z','met',0,'[{"id": "01a203d1-adf4-7f0c-9389-1e1554b4379e", "name": "王小明", "birth_year": 1948, "care": [], "version": 1}]','[]','2026-12-22','2026-11-22T04:00:00.000000Z','2026-11-22T04:00:00.000000Z','met');
INSERT INTO "household" VALUES('01a203d1-adf4-7f0c-9389-1e16a94117f7','01a203d1-adf4-7f0c-9389-1e144f586106','01a203d1-adf4-7f0c-9389-1e14fd9dc0e4','李雷','13800001234','lived_in','2024-01-01',1,30,'2026-12-12','2026-11-12T04:00:00.000000Z','2026-11-12T04:00:00.000000Z','met',0,'[{"id": "01a203d1-adf4-7f0c-9389-1e1697c72dbd", "name": "李雷", "birth_year": 1948, "care": [], "version": 1}]','[]','2026-12-12','2026-11-12T04:00:00.000000Z','2026-11-12T04:00:00.000000Z','met');
CREATE TABLE household_key (
        key text not null, household_id text not null, primary key (key, household_id)
    ) without rowid;
INSERT INTO "household_key" VALUES('1234','01a203d1-adf4-7f0c-9389-1e15c6423162');
INSERT INTO "household_key" VALUES('13800001234','01a203d1-adf4-7f0c-9389-1e15c6423162');
INSERT INTO "household_key" VALUES('ming','01a203d1-adf4-7f0c-9389-1e15c6423162');
INSERT INTO "household_key" VALUES('wangxiaoming','01a203d1-adf4-7f0c-9389-1e15c6423162');
INSERT INTO "household_key" VALUES('wxm','01a203d1-adf4-7f0c-9389-1e15c6423162');
INSERT INTO "household_key" VALUES('xiaoming','01a203d1-adf4-7f0c-9389-1e15c6423162');
INSERT INTO "household_key" VALUES('小明','01a203d1-adf4-7f0c-9389-1e15c6423162');
INSERT INTO "household_key" VALUES('明','01a203d1-adf4-7f0c-9389-1e15c6423162');
INSERT INTO "household_key" VALUES('王小明','01a203d1-adf4-7f0c-9389-1e15c6423162');
INSERT INTO "household_key" VALUES('1234','01a203d1-adf4-7f0c-9389-1e16a94117f7');
INSERT INTO "household_key" VALUES('13800001234','01a203d1-adf4-7f0c-9389-1e16a94117f7');
INSERT INTO "household_key" VALUES('ming','01a203d1-adf4-7f0c-9389-1e16a94117f7');
INSERT INTO "household_key" VALUES('wangxiaoming','01a203d1-adf4-7f0c-9389-1e16a94117f7');
INSERT INTO "household_key" VALUES('wxm','01a203d1-adf4-7f0c-9389-1e16a94117f7');
INSERT INTO "household_key" VALUES('xiaoming','01a203d1-adf4-7f0c-9389-1e16a94117f7');
INSERT INTO "household_key" VALUES('李雷','01a203d1-adf4-7f0c-9389-1e16a94117f7');
INSERT INTO "household_key" VALUES('雷','01a203d1-adf4-7f0c-9389-1e16a94117f7');
CREATE TABLE incident (
        id text primary key, number text not null, category text not null, description text not null,
        lon real not null, lat real not null, accuracy_m real, source text not null, household_id text,
        state text not null, version integer not null, reported_at text not null, due_at text,
        reporter text not null, reporter_id text not null, photos integer not null, photos_stored integer not null
    );
CREATE TABLE meta (key text primary key, value text not null) without rowid;
INSERT INTO "meta" VALUES('device_seq','4');
INSERT INTO "meta" VALUES('login','{"base_url": "http://127.0.0.1:1", "username": "limin", "token": "secret", "expiry": "2027-01-01T00:00:00Z"}');
INSERT INTO "meta" VALUES('person','{"id": "0192f4c2-0000-7000-8000-00000000000a", "username": "limin", "display_name": "李敏"}');
INSERT INTO "meta" VALUES('reference','"c1"');
INSERT INTO "meta" VALUES('scope_version','"v1"');
CREATE TABLE op_photo (
        op_id text not null references outbox (op_id) on delete cascade,
        sha256 text not null references photo (sha256), primary key (op_id, sha256)
    ) without rowid;
INSERT INTO "op_photo" VALUES('01a203d1-afa8-7fa6-b881-41f7910b74b4','67fdc861d99bd516637d1fd322f2d2e903e9f0cd3158c95f067ea21f3b8f069b');
CREATE TABLE outbox (
        op_id text primary key, device_seq integer not null unique, kind text not null, schema_version integer not null,
        entity_id text not null, base_version integer, body text not null, captured_at text not null,
        boot_id text not null, elapsed_ms integer not null, scope_version text not null,
        state text not null default 'waiting'
            check (state in ('waiting', 'sending', 'sent', 'attention', 'blocked')),
        status text not null default '', code text not null default '', message text not null default '',
        title text not null default '', household_id text, settled_at text
    );
INSERT INTO "outbox" VALUES('01a203d1-af72-7999-a950-20226fd6f930',1,'visit.record',1,'01a203d1-af72-7999-a950-202205f35c1f',NULL,'{"household_id": "01a203d1-adf4-7f0c-9389-1e15c6423162", "outcome": "met", "needs": [], "note": "已发送", "next_on": null, "fix": null, "photos": [], "form_version": "visit-1"}','2026-11-22T04:00:00+00:00','boot-1',1000000,'v1','sent','applied','','','王小明','01a203d1-adf4-7f0c-9389-1e15c6423162','2026-11-22T04:00:00.000000Z');
INSERT INTO "outbox" VALUES('01a203d1-af8e-7eb3-983b-9989252aa486',2,'visit.record',1,'01a203d1-af8e-7eb3-983b-998893f99c8b',NULL,'{"household_id": "01a203d1-adf4-7f0c-9389-1e16a94117f7", "outcome": "not_home", "needs": [], "note": "被拒绝", "next_on": null, "fix": null, "photos": [], "form_version": "visit-1"}','2026-11-22T04:00:00+00:00','boot-1',1000000,'v1','attention','rejected','outside_your_grids','不在您的网格内','李雷','01a203d1-adf4-7f0c-9389-1e16a94117f7','2026-11-22T04:00:00.000000Z');
INSERT INTO "outbox" VALUES('01a203d1-afa8-7fa6-b881-41f7910b74b4',3,'visit.record',1,'01a203d1-afa8-7fa6-b881-41f6db4117f5',NULL,'{"household_id": "01a203d1-adf4-7f0c-9389-1e15c6423162", "outcome": "met", "needs": ["repair"], "note": "楼道灯坏了", "next_on": null, "fix": null, "photos": ["67fdc861d99bd516637d1fd322f2d2e903e9f0cd3158c95f067ea21f3b8f069b"], "form_version": "visit-1"}','2026-11-22T04:00:00+00:00','boot-1',1000000,'v1','waiting','','','','王小明','01a203d1-adf4-7f0c-9389-1e15c6423162',NULL);
INSERT INTO "outbox" VALUES('01a203d1-afba-7909-a48d-1ef6b5602886',4,'incident.report',1,'01a203d1-afba-7909-a48d-1ef630ff2014',NULL,'{"category": "rubbish", "description": "垃圾桶满了", "lon": 116.32, "lat": 40.0, "accuracy_m": null, "location_source": "pin", "household_id": null, "photos": [], "form_version": "incident-1"}','2026-11-22T04:00:00+00:00','boot-1',1000000,'v1','waiting','','','','垃圾桶满了',NULL,NULL);
CREATE TABLE own_incident (
        id text primary key, op_id text not null references outbox (op_id) on delete cascade,
        category text not null, description text not null, lon real not null, lat real not null, accuracy_m real,
        source text not null, household_id text, reported_at text not null, photos text not null
    );
INSERT INTO "own_incident" VALUES('01a203d1-afba-7909-a48d-1ef630ff2014','01a203d1-afba-7909-a48d-1ef6b5602886','rubbish','垃圾桶满了',116.32,40.0,NULL,'pin',NULL,'2026-11-22T04:00:00.000000Z','[]');
CREATE TABLE own_visit (
        id text primary key, op_id text not null references outbox (op_id) on delete cascade,
        household_id text not null, outcome text not null, needs text not null, note text not null, next_on text,
        visited_at text not null, photos text not null, corrects text
    );
INSERT INTO "own_visit" VALUES('01a203d1-af72-7999-a950-202205f35c1f','01a203d1-af72-7999-a950-20226fd6f930','01a203d1-adf4-7f0c-9389-1e15c6423162','met','[]','已发送',NULL,'2026-11-22T04:00:00.000000Z','[]',NULL);
INSERT INTO "own_visit" VALUES('01a203d1-af8e-7eb3-983b-998893f99c8b','01a203d1-af8e-7eb3-983b-9989252aa486','01a203d1-adf4-7f0c-9389-1e16a94117f7','not_home','[]','被拒绝',NULL,'2026-11-22T04:00:00.000000Z','[]',NULL);
INSERT INTO "own_visit" VALUES('01a203d1-afa8-7fa6-b881-41f6db4117f5','01a203d1-afa8-7fa6-b881-41f7910b74b4','01a203d1-adf4-7f0c-9389-1e15c6423162','met','["repair"]','楼道灯坏了',NULL,'2026-11-22T04:00:00.000000Z','["67fdc861d99bd516637d1fd322f2d2e903e9f0cd3158c95f067ea21f3b8f069b"]',NULL);
CREATE TABLE pack_part (
        sha256 text primary key, kind text not null, id text not null, name text not null, bytes integer not null,
        position integer not null, current integer not null default 1, ready integer not null default 0
    ) without rowid;
CREATE TABLE photo (
        sha256 text primary key, bytes integer not null, added_at text not null, stored integer not null default 0
    ) without rowid;
INSERT INTO "photo" VALUES('67fdc861d99bd516637d1fd322f2d2e903e9f0cd3158c95f067ea21f3b8f069b',633,'2026-11-22T04:00:00.000000Z',0);
CREATE TABLE record (
        id text primary key, kind text not null, grid text, version integer not null, round integer not null default 0
    );
INSERT INTO "record" VALUES('01a203d1-adf4-7f0c-9389-1e14fd9dc0e4','building','0192f4c2-0000-7000-8000-000000000001',1,1);
INSERT INTO "record" VALUES('01a203d1-adf4-7f0c-9389-1e15c6423162','household','0192f4c2-0000-7000-8000-000000000001',1,1);
INSERT INTO "record" VALUES('01a203d1-adf4-7f0c-9389-1e16a94117f7','household','0192f4c2-0000-7000-8000-000000000001',1,1);
CREATE INDEX record_grid on record (grid, kind);
CREATE INDEX building_number on building (number_key);
CREATE INDEX building_key_building on building_key (building_id);
CREATE INDEX door_building on door (building_id, unit, floor, room);
CREATE INDEX door_room on door (room, unit);
CREATE INDEX household_dwelling on household (dwelling_id);
CREATE INDEX household_building on household (building_id);
CREATE INDEX household_due on household (now_due_on);
CREATE INDEX household_key_household on household_key (household_id);
CREATE INDEX outbox_state on outbox (state, device_seq);
CREATE INDEX outbox_entity on outbox (entity_id);
CREATE INDEX own_visit_household on own_visit (household_id);
CREATE INDEX own_visit_op on own_visit (op_id);
CREATE INDEX own_incident_op on own_incident (op_id);
CREATE INDEX op_photo_photo on op_photo (sha256);
COMMIT;
