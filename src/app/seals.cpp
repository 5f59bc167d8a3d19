#include "app/seals.h"

#include "app/application.h"
#include "flows/rosters/uploads.h"
#include "modules/audit/audit.h"
#include "modules/profiles/profiles.h"

namespace guanxi::app {
namespace {

/// Calls `step(position) -> optional<position>` until it is through or somebody wants to stop.
template <class Position, class Step>
void walk(Position at, const SealWalkOptions& options, crypto::SealCensus& census, Step&& step) {
  while (!options.stop || !options.stop()) {
    std::optional<Position> next = step(at);
    if (options.on_page) options.on_page(census);
    if (!next) return;
    at = *std::move(next);
  }
}

}  // namespace

crypto::SealCensus walk_seals(Application& application, const SealWalkOptions& options) {
  crypto::SealCensus census;
  sql::Database& db = application.db();
  walk(std::string(), options, census, [&](const std::string& after) {
    return application.identity().walk_seals(after, options.page, options.walk, census);
  });
  walk(ActorId(), options, census, [&](ActorId after) {
    return application.sign_in().walk_seals(after, options.page, options.walk, census);
  });
  walk(OwnerId(), options, census, [&](OwnerId after) {
    return application.members().walk_seals(db, after, options.page, options.walk, census);
  });
  walk(api::FirstAnswers::KeyPlace(), options, census, [&](const auto& after) {
    return application.first_answers().walk_seals(db, after, options.page, options.walk, census);
  });
  walk(wallet::Buyers::Place(), options, census, [&](const auto& after) {
    return application.buyers().walk_seals(db, after, options.page, options.walk, census);
  });
  const profiles::Profiles profiles(application.keys());
  walk(OwnerId(), options, census, [&](OwnerId after) {
    return profiles.walk_seals(db, after, options.page, options.walk, census);
  });
  const crypto::Sealer sealer(application.keys());
  walk(audit::Place(), options, census, [&](const auto& after) {
    return audit::walk_seals(db, sealer, after, options.page, options.walk, census);
  });
  walk(rosters::PriorPlace(), options, census, [&](const auto& after) {
    return rosters::walk_seals(db, application.keys(), after, options.page, options.walk, census);
  });
  walk(attachments::AttachmentId(), options, census, [&](attachments::AttachmentId after) {
    return application.attachments().walk_seals(db, after, options.walk, census);
  });
  for (const auto which : {rosters::UploadSeals::parts, rosters::UploadSeals::rejects}) {
    walk(rosters::UploadPlace(), options, census, [&](const auto& after) {
      return rosters::walk_upload_seals(
          db, application.keys(), which, after, options.page, options.walk, census
      );
    });
  }
  walk(downloads::PartPlace(), options, census, [&](const auto& after) {
    return downloads::walk_seals(db, application.keys(), after, options.page, options.walk, census);
  });
  return census;
}

}  // namespace guanxi::app
