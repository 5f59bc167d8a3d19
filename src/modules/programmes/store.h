// All SQL of the programmes module. Private to it.
#pragma once

#include "modules/programmes/programmes.h"

namespace guanxi::programmes::store {

struct ProgrammeRow {
  ProgrammeId id;
  std::string code;
  std::string name;
  Currency currency;
  std::string time_zone;
};

struct VersionRow {
  ProgrammeId programme;
  int version = 0;
  Instant effective_from;
  std::string parameters;
  std::string note;
  Instant created_at;
  ActorId created_by;
};

struct Rows {
  std::vector<ProgrammeRow> programmes;
  std::vector<VersionRow> versions;  // by programme and version
};

struct Last {
  int version = 0;
  Instant effective_from;
  std::string parameters;
};

/// How many versions there are. None is ever edited or removed, so the number moves with every
/// change and only then.
std::int64_t version_count(sql::Tx& tx);
Rows load(sql::Tx& tx);
std::optional<Last> find_last(sql::Tx& tx, ProgrammeId programme);

/// False if the code is taken, with nothing written.
bool insert_programme(sql::Tx& tx, const ProgrammeRow& programme, Instant now, ActorId by);
/// False if that version exists already, with nothing written.
bool insert_version(sql::Tx& tx, const VersionRow& version);

}  // namespace guanxi::programmes::store
