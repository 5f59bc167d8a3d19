#include "support/books.h"

#include <algorithm>
#include <ostream>
#include <regex>
#include <set>

#include "platform/crypto/crypto.h"

namespace guanxi::test {
namespace {

constexpr std::int64_t least_id = 10'000'000'000'000'000;

/// Drawn at random, or of one engine only.
const std::set<std::string>& left_out() {
  static const std::set<std::string> all{
      "members.member_code",
      "cards.number",
      "card_directory.number",
      "identity_credentials.key_id",
      "installations.key_fingerprint",
      "outbox_events.xact",     // PostgreSQL's transaction; 0 on SQLite
      "outbox_consumers.xact",  // the same
  };
  return all;
}

std::string text_of(const sql::RowView& row, int at, sql::ColumnType type, Names& names) {
  if (row.is_null(at)) return "null";
  if (type == sql::ColumnType::bytes) return std::to_string(row.bytes(at).size()) + " bytes";
  if (type == sql::ColumnType::text) return names.plain(std::string(row.text(at)));
  const std::int64_t number = row.integer(at);
  return number < least_id ? std::to_string(number) : names.plain(std::to_string(number));
}

/// Whether rows come in the order in which they were made.
bool in_order(const sql::Table& table) {
  return std::ranges::all_of(table.key, [&](const std::string& name) {
    const auto column = std::ranges::find(table.columns, name, &sql::TableColumn::name);
    return column->type == sql::ColumnType::integer;
  });
}

}  // namespace

std::string Names::plain(const std::string& text) {
  // Ids, and what is drawn at random: names of credentials, member codes, numbers of virtual cards.
  static const std::regex id(
      "[0-9]{17,}|\\b(tok|key)_[0-9a-f]{12}\\b|\\bM[0-9]{11}\\b|\\bV[0-9]{15}\\b"
  );
  std::string out;
  std::size_t behind = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), id), end; at != end; ++at) {
    const auto place = static_cast<std::size_t>(at->position());
    const std::string next = "#" + std::to_string(names_.size() + 1);
    out += text.substr(behind, place - behind) + names_.try_emplace(at->str(), next).first->second;
    behind = place + at->str().size();
  }
  return out + text.substr(behind);
}

std::string plain(const Answer& answer, Names& names) {
  static const std::regex random("\"(quote_id|member_code)\":\"[^\"]*\"");
  return std::to_string(answer.status) + (answer.replayed() ? " again " : " ") +
         names.plain(std::regex_replace(answer.text, random, "\"$1\":…"));
}

std::vector<std::string> whole_store(app::Application& application) {
  std::vector<sql::Table> tables = application.db().tables();
  // Which process makes ids with which number is written down on PostgreSQL only.
  std::erase_if(tables, [](const sql::Table& table) { return table.name == "node_leases"; });
  // Those whose key is drawn at random come last, when every id has its name.
  std::ranges::stable_partition(tables, in_order);
  Names names;
  std::vector<std::string> rows;
  application.db().read_tables([&](sql::TableReader& reader) {
    for (const sql::Table& table : tables) {
      std::vector<std::string> found;
      reader.scan(table, {}, [&](const sql::RowView& row) {
        std::string text = table.name;
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
          const sql::TableColumn& column = table.columns[i];
          if (left_out().contains(table.name + "." + column.name)) continue;
          text += " " + column.name + "=" + text_of(row, static_cast<int>(i), column.type, names);
        }
        found.push_back(std::move(text));
        return true;
      });
      if (!in_order(table)) std::ranges::sort(found);
      rows.insert(rows.end(), found.begin(), found.end());
    }
  });
  return rows;
}

std::string figures(const verify::Report& report) {
  json::value all = json::parse(verify::to_json(report));
  all.as_object().erase("digest");
  for (const char* const book : {"wallet", "tiers", "audit", "consents"}) {
    all.at(book).as_object().erase("digest");
  }
  return json::serialize(all);
}

std::ostream& operator<<(std::ostream& out, const Balances& balances) {
  return out << balances.members << " members, " << balances.points << " points, "
             << balances.digest;
}

Balances balances(app::Application& application) {
  static const sql::Query all{"SELECT owner_id, balance FROM points_accounts ORDER BY owner_id"};
  struct Row {
    OwnerId owner;
    std::int64_t balance;
  };
  const members::Members& members = application.members();
  std::map<std::string, std::int64_t> by_external;
  application.db().read([&](sql::Tx& tx) {
    for (const Row& row : tx.list<Row>(all)) {
      for (const std::string& external : members.contact(tx, row.owner).external_ids)
        by_external[external] += row.balance;
    }
  });
  Balances sum;
  std::string text;
  for (const auto& [external, balance] : by_external) {
    ++sum.members;
    sum.points += balance;
    text += external + "," + std::to_string(balance) + "\n";
  }
  sum.digest = crypto::to_hex(crypto::bytes_of(crypto::sha256(text)));
  return sum;
}

}  // namespace guanxi::test
