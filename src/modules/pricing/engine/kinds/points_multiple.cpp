#include "modules/pricing/engine/kinds/kinds.h"

namespace guanxi::pricing {

// The lines' multiples are set by whoever knows them all: the highest of a line counts.
Why apply(const PointsMultiple&, Pool&) { return Why::applied; }

}  // namespace guanxi::pricing
