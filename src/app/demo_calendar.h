// When the demo's customers come: the seasons of Chinese retail. Pure; any thread.
#pragma once

#include "base/random.h"
#include "base/time.h"

namespace guanxi::app::demo {

/// How busy a day is, in thousandths of an average day: week-ends, months, 11.11, 6.18, the
/// holidays, the weeks before the Spring Festival and the quiet days after it.
int busyness(Date date);

/// Seconds after midnight of a visit between 10:00 and 22:00, with the peaks around noon and after
/// work.
int second_of_visit(Random& random);

}  // namespace guanxi::app::demo
