// The HTTP endpoints of simulations: what a new version of a ladder would change, for whom.
#include "modules/tiers/desk.h"
#include "modules/tiers/standing_types.h"

namespace guanxi::tiers {
namespace {

using api::Call;
using api::Method;
using api::Reply;

constexpr const char* moves_list = "tier_moves";

class SimulationEndpoints {
 public:
  explicit SimulationEndpoints(const Desk& desk) : desk_(desk) {}

  Result<Reply<SimulationView>> request(const Call& call, const RequestSimulation& request) const {
    GX_TRY_VOID(call.actor.check_unlimited());  // it reads everybody
    return desk_.db.write([&](sql::Tx& tx) -> Result<Reply<SimulationView>> {
      GX_TRY(ladder, load_ladder(tx, desk_, call, request.code));
      const auto programme = desk_.programmes.shown(ladder.programme, call.now);
      const Simulation made = request_simulation(
          tx,
          desk_.ids,
          ladder.id,
          ladder.version,
          programme->zone.date_of(call.now),
          call.actor.id,
          call.now
      );
      return Reply<SimulationView>{
          .body = view(tx, made, ladder),
          .location = "/v1/tier-simulations/" + made.id.to_string()};
    });
  }

  Result<SimulationView> get(const Call& call, const GetSimulation& request) const {
    return desk_.db.read([&](sql::Tx& tx) -> Result<SimulationView> {
      GX_TRY(found, load(tx, call, request.id));
      return view(tx, found.first, found.second);
    });
  }

  Result<api::Page<MoveView>> moves(const Call& call, const ListMoves& request) const {
    OwnerId after;
    if (request.cursor) {
      GX_TRY(parts, api::decode_cursor<std::int64_t>(moves_list, *request.cursor));
      after = OwnerId(std::get<0>(parts));
    }
    return desk_.db.read([&](sql::Tx& tx) -> Result<api::Page<MoveView>> {
      GX_TRY(found, load(tx, call, request.id));
      api::Page<MoveView> page;
      for (const Move& move : moves_of(tx, found.first.id, after, request.limit)) {
        page.items.push_back(
            {move.owner,
             move.growth,
             move.tier_now,
             move.tier_then,
             move.later_now,
             move.tier_later}
        );
      }
      if (std::ssize(page.items) == request.limit)
        page.next_cursor = api::encode_cursor(moves_list, page.items.back().member.value());
      return page;
    });
  }

 private:
  Result<std::pair<Simulation, Ladder>> load(sql::Tx& tx, const Call& call, SimulationId id) const {
    const auto simulation = find_simulation(tx, id);
    const auto ladder = simulation ? find_ladder(tx, simulation->ladder) : std::optional<Ladder>();
    if (!ladder || !org::sees_programme(*desk_.org.snapshot(), call.actor, ladder->programme))
      return ErrorCode::tier_simulation_not_found;
    return std::pair(*simulation, *ladder);
  }

  static SimulationView view(sql::Tx& tx, const Simulation& simulation, const Ladder& ladder) {
    SimulationView shown;
    shown.id = simulation.id;
    shown.ladder = ladder.code;
    shown.version = simulation.version;
    shown.as_of = simulation.as_of;
    shown.members = simulation.members;
    shown.total = simulation.total;
    shown.done = simulation.ended_at.has_value();
    for (const Cell& cell : matrix_of(tx, simulation.id)) {
      shown.matrix.push_back({cell.now, cell.then, cell.later_now, cell.later, cell.members});
    }
    shown.requested_at = simulation.requested_at;
    shown.requested_by = simulation.requested_by;
    shown.ended_at = simulation.ended_at;
    return shown;
  }

  Desk desk_;
};

}  // namespace

void add_simulation_endpoints(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  const SimulationEndpoints endpoints(desk);
  api.add<RequestSimulation, SimulationView>(
      {.method = Method::post,
       .path = "/v1/tier-ladders/{code}/simulations",
       .operation = "request_tier_simulation",
       .tag = "tiers",
       .permission = "tiers:configure",
       .summary = {"试算最新版本", "Simulate the newest version of a ladder"},
       .description =
           {"对全部有成长值的会员试算，不改变任何人；进度可查。",
            "Over all members with growth; nobody is changed. Ask how far it is."},
       .success_status = 202,
       .errors = {tier_ladder_not_found, store_out_of_scope}},
      [endpoints](const Call& call, const RequestSimulation& request) {
        return endpoints.request(call, request);
      }
  );
  api.add<GetSimulation, SimulationView>(
      {.method = Method::get,
       .path = "/v1/tier-simulations/{id}",
       .operation = "get_tier_simulation",
       .tag = "tiers",
       .permission = "tiers:read",
       .summary = {"查询试算", "Read a simulation of a ladder"},
       .errors = {tier_simulation_not_found}},
      [endpoints](const Call& call, const GetSimulation& request) {
        return endpoints.get(call, request);
      }
  );
  api.add<ListMoves, api::Page<MoveView>>(
      {.method = Method::get,
       .path = "/v1/tier-simulations/{id}/moves",
       .operation = "list_tier_moves",
       .tag = "tiers",
       .permission = "tiers:read",
       .summary = {"试算中谁会变动", "List who moves in a simulation"},
       .errors = {tier_simulation_not_found, bad_cursor}},
      [endpoints](const Call& call, const ListMoves& request) {
        return endpoints.moves(call, request);
      }
  );
}

}  // namespace guanxi::tiers
